//go:build unix

package main

import (
	"os"
	"testing"
)

// TestMain is also the command that is measured: with the argument "fill" it touches 64 MiB.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "fill" {
		b := make([]byte, 64<<20)
		for i := 0; i < len(b); i += 512 {
			b[i] = 1
		}
		return
	}
	os.Exit(m.Run())
}

// A process that touches 64 MiB had at least that, and not 16 times as much: the unit is right.
func TestMeasure(t *testing.T) {
	mib, err := measure(os.Args[0], "fill")
	if err != nil || mib < 64 || mib > 1024 {
		t.Errorf("64 MiB are measured as %v, %v", mib, err)
	}
	if _, err := measure(os.Args[0], "-no-such-flag"); err == nil {
		t.Error("a command that fails is measured")
	}
}
