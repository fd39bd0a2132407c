package main

import (
	"bytes"
	"context"
	"flag"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// Every method has a line, NUTS is 0 off itself and as wide, and a call that is stopped and called again prints the same.
func TestTable(t *testing.T) {
	slow.Test(t)
	o := options{effort: .01}
	var out bytes.Buffer
	if err := run(context.Background(), o, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 1+len(methods(1)) {
		t.Fatalf("%d lines:\n%s", len(lines), &out)
	}
	if f := strings.Fields(lines[1]); f[0] != "NUTS" || f[2] != "0.0" || f[3] != "1.00" {
		t.Errorf("NUTS is %v", f)
	}
	resumes(t, o, out.String())
}

var full = flag.Bool("full", false, "compare the numbers of the documentation too: half a minute")

// The table of package bnn's documentation has these methods, and with -full these numbers but for the seconds: within a tenth, as
// NUTS on another processor draws other draws.
func TestDocumentation(t *testing.T) {
	doc, err := os.ReadFile("../../../bnn/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(doc), "\n")
	for len(lines) > 0 && !strings.HasPrefix(lines[0], "//\tmethod ") {
		lines = lines[1:]
	}
	names := methods(1)
	if len(lines) < 2+len(names) || lines[1+len(names)] != "//" {
		t.Fatalf("the documentation has no table of %d methods", len(names))
	}
	var out bytes.Buffer
	if *full {
		if err := run(context.Background(), options{effort: 1}, &out); err != nil {
			t.Fatal(err)
		}
	}
	printed := strings.Split(out.String(), "\n")
	for i, m := range names {
		written, ok := strings.CutPrefix(lines[1+i], "//\t"+m.name+"  ")
		if !ok {
			t.Errorf("line %d is %q, want %q", i+1, lines[1+i], m.name)
		}
		if !*full {
			continue
		}
		got, want := strings.Fields(strings.TrimPrefix(printed[1+i], m.name)), strings.Fields(written)
		for k := 1; k < len(want); k++ {
			g, err := strconv.ParseFloat(got[k], 64)
			w, err2 := strconv.ParseFloat(want[k], 64)
			if err != nil || err2 != nil || math.Abs(g-w) > max(.1, .1*w) {
				t.Errorf("%s: column %d is %v, written %v", m.name, k+1, got[k], want[k])
			}
		}
	}
}
