package harness

import (
	"strings"
	"testing"
)

// The command in the results is for anybody: it names no place on this machine.
func TestCommandNamesNoPlaces(t *testing.T) {
	t.Setenv("DEEPPROB_CPU", "")
	for args, want := range map[string]string{
		"":                                   "go run ./benchmarks/compare",
		"-json /tmp/a.json -python /x":       "go run ./benchmarks/compare",
		"-python /x -quick":                  "go run ./benchmarks/compare -quick",
		"--python=/x -cases mse,mdn -md=b":   "go run ./benchmarks/compare -cases mse,mdn",
		"-md b -cases=json -quick -python x": "go run ./benchmarks/compare -cases=json -quick",
		"-json":                              "go run ./benchmarks/compare",
		"-cases mse,mdn-* -rounds 1":         "go run ./benchmarks/compare -cases 'mse,mdn-*' -rounds 1",
	} {
		if got := Command("compare", strings.Fields(args), "python", "json", "md"); got != want {
			t.Errorf("%q is %q, want %q", args, got, want)
		}
	}
	if got, want := Command("gorgonia", []string{"-json", "x", "-md", "y"}, "md"), "go run ./benchmarks/gorgonia -json x"; got != want {
		t.Errorf("the command is %q, want %q", got, want)
	}
	t.Setenv("DEEPPROB_CPU", "avx2")
	if got, want := Command("compare", []string{"-quick"}), "DEEPPROB_CPU=avx2 go run ./benchmarks/compare -quick"; got != want {
		t.Errorf("at a level the command is %q, want %q", got, want)
	}
}
