//go:build tools

// Package tools names the Python language host of the last release published as a Go module that holds it.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
