package graph_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
)

// A program knows its level, and the environment lowers it.
func TestCPU(t *testing.T) {
	if os.Getenv("DEEPPROB_CPU") == "generic" && graph.CPU() != "generic" {
		t.Errorf("DEEPPROB_CPU=generic: the level is %s", graph.CPU())
	}
	levels := map[string]bool{"generic": true, "avx2": true, "avx512": true}
	if !levels[graph.CPU()] {
		t.Errorf("no such level: %q", graph.CPU())
	}
}

func TestEnvironmentLowersCPU(t *testing.T) {
	if os.Getenv("DEEPPROB_CPU") != "" {
		t.Log("it is lowered already: TestCPU looks at it")
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run", "^TestCPU$", "-test.v")
	c.Env = append(os.Environ(), "DEEPPROB_CPU=generic")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestCPU") {
		t.Errorf("%v: %s", err, out)
	}
}
