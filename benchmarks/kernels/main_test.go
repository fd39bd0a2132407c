package kernels

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// TestMain has a table of benchmarks say which processor and level it is of.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		fmt.Printf("machine: %s\n", harness.Machine())
	}
	os.Exit(m.Run())
}
