package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// Every method has a line, and NUTS is 0 off itself and as wide.
func TestTable(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), &out, .01); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 1+len(methods(1)) {
		t.Fatalf("%d lines:\n%s", len(lines), &out)
	}
	if f := strings.Fields(lines[1]); f[0] != "NUTS" || f[2] != "0.0" || f[3] != "1.00" {
		t.Errorf("NUTS is %v", f)
	}
}
