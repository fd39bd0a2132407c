package main

import (
	"context"
	"flag"
	"strings"
	"testing"
)

// full copies and builds Gorgonia, which takes half a minute:
//
//	go test ./benchmarks/gorgonia -run Swap -full
var full = flag.Bool("full", false, "copy and build Gorgonia with the machines swapped, half a minute")

// TestSwap runs two of Gorgonia's tests and an example with both machines: one test needs a TapeMachine.
func TestSwap(t *testing.T) {
	if !*full {
		t.Skip("it copies and builds Gorgonia, half a minute: use -full")
	}
	w, err := newWorkshop(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tests, err := w.tests("^(Example_basic|TestUse)$", 1, func(tested) {})
	if err != nil || len(tests) != 2 {
		t.Fatalf("%d tests, %v", len(tests), err)
	}
	for _, x := range tests {
		fails := x.name == "TestUse"
		if x.failed[0] != "" || (x.failed[1] != "") != fails || !fails && !(x.us[0] > x.us[1] && x.us[1] > 0) {
			t.Errorf("%+v", x)
		}
	}
	chosen, err := choose("iris")
	if err != nil {
		t.Fatal(err)
	}
	r := w.example(chosen[0], 1)
	if r.failed != [2]string{} || r.values != 80_000 || r.apart > 1e-12 || r.other != "" || r.steps != 10_000 || !(r.us[0] > r.us[1]) {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.line(), "| iris |") {
		t.Errorf("its line is %q", r.line())
	}
}
