package training_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// spinning in the environment makes this program a process that wants every core until its input ends.
const spinning = "DEEPPROB_TEST_SPIN"

// turns is what it does.
var turns atomic.Uint64

func init() {
	if os.Getenv(spinning) == "" {
		return
	}
	for range runtime.NumCPU() {
		go func() {
			for n := uint64(0); ; n++ {
				turns.Store(n)
			}
		}()
	}
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// spin starts a process that takes the cores for as long as the test runs.
func spin(t *testing.T) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), spinning+"=1")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); errors.Is(err, syscall.ENOEXEC) {
		t.Logf("without a busy process, since an emulated program cannot start itself: %v", err)
		return
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := c.Wait(); err != nil {
			t.Errorf("the spinning process: %v", err)
		}
	})
}

// A fit and its predictions have the same bits on any number of cores, alone and beside a process that spins on all of
// them, when helpers come late or never; batches are of one round and of two.
func TestSameBitsBesideABusyProcess(t *testing.T) {
	for _, kind := range []string{"mse", "normal", "beta"} {
		t.Run(kind, func(t *testing.T) {
			few, many := fitBits(t, kind, 400, runtime.NumCPU()), fitBits(t, kind, 1500, runtime.NumCPU())
			spin(t)
			for _, cores := range []int{1, 2, 3, 4, 8} {
				if !bytes.Equal(fitBits(t, kind, 400, cores), few) || !bytes.Equal(fitBits(t, kind, 1500, cores), many) {
					t.Errorf("on %d cores the bits are others than those alone on %d", cores, runtime.NumCPU())
				}
			}
		})
	}
}

// fitBits trains on batches of 8 shards, and one of what is left, and returns the bits of losses, parameters and predictions.
func fitBits(t *testing.T, kind string, batch, cores int) []byte {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	m := &training.Model{Net: lectureOf{kind}, X: data.Identity{}}
	set := drawn(1500)
	history, err := training.Trainer{Loss: lossOf(kind), BatchSize: batch, MaxNorm: 1}.Fit(ctx, m, set, 5)
	if err != nil {
		t.Fatal(err)
	}
	var bits []byte
	for _, e := range history {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(e.Loss))
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(e.GradNorm))
	}
	for path, p := range m.Params.All() {
		if p.Dtype() != tensor.Float32 {
			t.Fatalf("%s is of %v", path, p.Dtype())
		}
		for _, v := range ops.Data[float32](p) {
			bits = binary.LittleEndian.AppendUint32(bits, math.Float32bits(v))
		}
	}
	q, err := m.Predict(ctx, set.X)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range q.Mean() {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(v))
	}
	return bits
}
