package safetensors

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/atomicfile"
	"github.com/deepprob/deepprob/internal/filetest"
)

// BenchmarkFile writes and reads 100 MB in 100 tensors, in turn with what the machine needs for as many bytes: cp and fsync, and
// reading into fresh memory (both from the cache). It reports medians.
//
//	go test ./internal/safetensors -run '^$' -bench File -benchtime 9x
func BenchmarkFile(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "model.safetensors")
	var tensors []Tensor
	for i := range 100 {
		x := make([]float32, 250_000)
		for j := range x {
			x[j] = float32(i*len(x) + j)
		}
		tensors = append(tensors, Of(fmt.Sprintf("body/dense_%d/kernel", i), []int{500, 500}, x))
	}
	times := map[string][]time.Duration{}
	run := func(name string, f func() error) {
		debug.FreeOSMemory()
		begin := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		times[name] = append(times[name], time.Since(begin))
	}
	for b.Loop() {
		run("write", func() error {
			return atomicfile.Write(path, func(w io.Writer) error { return Write(w, tensors, nil) })
		})
		run("cp", func() error { return filetest.Copy(path, filepath.Join(dir, "copy")) })
		run("read", func() error { return readAll(path) })
		run("memory", func() error { return filetest.ReadFresh(path) })
	}
	for name, t := range times {
		slices.Sort(t)
		b.ReportMetric(float64(t[len(t)/2].Microseconds())/1e3, name+"-ms")
	}
	median := func(name string) float64 { return float64(times[name][len(times[name])/2]) }
	b.ReportMetric(median("write")/median("cp"), "write/cp")
	b.ReportMetric(median("read")/median("memory"), "read/memory")
}

func readAll(path string) error {
	f, err := Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.LoadAll()
	return err
}
