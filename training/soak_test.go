package training_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unsafe"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// full makes TestMemoryIsFlat train for 100,000 steps rather than 2,000:
//
//	go test ./training -run Flat -full -v
var full = flag.Bool("full", false, "train for 100,000 steps where memory is measured, half a minute")

// lectureOf is the lecture's network made small, a mixture of 4 normals, of betas, or a point.
type lectureOf struct{ kind string }

func (m lectureOf) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{8, 8}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	head, positive := layers.Dense{Units: 4}, layers.Positive{Units: 4, Floor: 1}
	q := distributions.MixtureSameFamily{Components: distributions.Normal{Loc: s.Call("a", head, h), Scale: s.Call("b", positive, h)}}
	switch m.kind {
	case "mse":
		return training.Point(layers.Dense{Units: 1}).Forward(s.Sub("head"), h)
	case "beta":
		q.Components = distributions.Beta{Alpha: s.Call("alpha", positive, h), Beta: s.Call("beta", positive, h)}
	}
	q.Mixing = distributions.Categorical{Logits: s.Call("logits", head, h)}
	return q
}

// drawn is n rows of 3 normal features and a target in (0, 1).
func drawn(n int) data.Set {
	x, y := make([]float64, 3*n), make([]float64, n)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	rng.New(1, "y", 0, 0).Uniform64(y, 0)
	return data.Set{X: mat.NewDense(n, 3, x), Y: y}
}

// A step allocates nothing: of two epochs with the same batches, one with twice as many steps, each allocates as much
// as the other. What an epoch allocates by itself is the order of its rows. The least of several epochs counts, for the
// runtime allocates now and then. Batches are of one shard and of four.
func TestStepsAllocateNothing(t *testing.T) {
	for _, kind := range []string{"mse", "normal", "beta"} {
		for _, batch := range []int{10, 200} {
			for _, cores := range []int{1, 2} {
				t.Run(fmt.Sprintf("%s/%d/%d", kind, batch, cores), func(t *testing.T) {
					defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
					one, two := epochAllocations(t, kind, batch, 20), epochAllocations(t, kind, batch, 40)
					if one != two {
						t.Errorf("an epoch of 20 steps allocates %d times and one of 40 steps %d times: want the same", one, two)
					}
				})
			}
		}
	}
}

// epochAllocations is the least number of allocations of an epoch with so many steps.
func epochAllocations(t *testing.T, kind string, batch, steps int) uint64 {
	t.Helper()
	m := &training.Model{Net: lectureOf{kind}, X: data.Identity{}}
	fit := training.Trainer{Loss: lossOf(kind), BatchSize: batch, MaxNorm: 10}
	least, before := uint64(1<<63), uint64(0)
	var now runtime.MemStats
	for e, err := range fit.Epochs(ctx, m, drawn(batch*steps), 12) {
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&now)
		if e.Number > 2 {
			least = min(least, now.Mallocs-before)
		}
		before = now.Mallocs
	}
	return least
}

// Memory stays as it is after a tenth of the steps: the objects in use grow by less than a byte a step, or by the few
// kB that the runtime itself takes, beside the history, whose slice has room for twice its epochs at most, and the pages in memory by less than the 4 MiB that the collector leaves unused.
func TestMemoryIsFlat(t *testing.T) {
	steps, grown := 2000, uint64(16<<10)
	if *full {
		steps, grown = 100_000, 90_000
	}
	m := &training.Model{Net: lectureOf{"normal"}, X: data.Identity{}}
	fit := training.Trainer{BatchSize: 20, MaxNorm: 10}
	var heap, resident [2]uint64
	const perEpoch = 20
	grown += uint64(2*steps/perEpoch) * uint64(unsafe.Sizeof(training.Epoch{}))
	for e, err := range fit.Epochs(ctx, m, drawn(20*perEpoch), steps/perEpoch) {
		if err != nil {
			t.Fatal(err)
		}
		switch e.Number {
		case steps / perEpoch / 10:
			heap[0], resident[0] = inUse()
		case steps / perEpoch:
			heap[1], resident[1] = inUse()
		}
	}
	t.Logf("after %d steps %d bytes in use and %d resident, after %d steps %d and %d", steps/10, heap[0], resident[0], steps, heap[1], resident[1])
	if heap[1] > heap[0]+grown {
		t.Errorf("the heap in use grew from %d to %d bytes over %d steps", heap[0], heap[1], steps*9/10)
	}
	if resident[1] > resident[0]+4<<20 {
		t.Errorf("the resident memory grew from %d to %d bytes over %d steps", resident[0], resident[1], steps*9/10)
	}
}

// inUse collects garbage and returns the bytes of objects in use and, on Linux, of pages in memory.
func inUse() (heap, resident uint64) {
	debug.FreeOSMemory()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	text, _ := os.ReadFile("/proc/self/statm") // elsewhere there is none
	var size, pages uint64
	fmt.Fscan(strings.NewReader(string(text)), &size, &pages)
	return now.HeapAlloc, pages * uint64(os.Getpagesize())
}
