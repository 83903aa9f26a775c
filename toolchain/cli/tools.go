//go:build tools

// Package tools names the Pulumi CLI so that go.mod and go.sum pin it and all it needs; nothing here is compiled.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
