// Firststep is a process that trains and says "trained" after its first step, or after an epoch: what
// benchmarks/compare starts to time the way from nothing to a trained network. Usage: firststep FILE.npy NET BATCH
// step|epoch.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/benchmarks/internal/ours"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "firststep:", err)
		os.Exit(1)
	}
	fmt.Println("trained")
}

func run(args []string) error {
	if len(args) != 4 || args[3] != "step" && args[3] != "epoch" {
		return fmt.Errorf("want FILE.npy NET BATCH step|epoch, not %q", args)
	}
	batch, err := strconv.Atoi(args[2])
	if err != nil || batch < 1 {
		return fmt.Errorf("batch %q is not a number of rows", args[2])
	}
	set, err := mock.Read(args[0])
	if err != nil {
		return err
	}
	if args[3] == "step" {
		set = set.Head(batch)
	}
	m, fit, err := ours.Fresh(args[1], []int{128, 128, 64}, batch)
	if err != nil {
		return err
	}
	_, err = fit.Fit(context.Background(), m, set, 1)
	return err
}
