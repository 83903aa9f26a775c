//go:build tools

// Names what is built from this module, so that `go mod tidy` keeps it in go.mod and go.sum.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
