package gorgonia_test

import (
	"os"
	"testing"

	"gorgonia.org/gorgonia"
	_ "gorgonia.org/gorgonia/swapped"
)

func TestMain(m *testing.M) {
	code := m.Run()
	gorgonia.FlushSwapped()
	os.Exit(code)
}
