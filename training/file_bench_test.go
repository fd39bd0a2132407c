package training_test

import (
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// BenchmarkFile saves and loads a model of 100 MB, in turn with what the machine needs for as many bytes: cp and fsync, and
// reading into fresh memory (both from the cache). It reports medians, and their ratios.
//
//	go test ./training -run '^$' -bench File -benchtime 9x
func BenchmarkFile(b *testing.B) {
	m := large(b)
	dir, times := b.TempDir(), map[string][]time.Duration{}
	path := filepath.Join(dir, "model.safetensors")
	for b.Loop() {
		timed(b, times, "save", func() error { return m.Save(path) })
		timed(b, times, "cp", func() error { return filetest.Copy(path, filepath.Join(dir, "copy")) })
		timed(b, times, "load", func() error { _, err := training.Load(path); return err })
		timed(b, times, "memory", func() error { return filetest.ReadFresh(path) })
	}
	median := map[string]float64{}
	for name, t := range times {
		slices.Sort(t)
		median[name] = float64(t[len(t)/2].Microseconds()) / 1e3
		b.ReportMetric(median[name], name+"-ms")
	}
	b.ReportMetric(median["save"]/median["cp"], "save/cp")
	b.ReportMetric(median["load"]/median["memory"], "load/memory")
}

// large is a model of 25 million weights.
func large(b *testing.B) *training.Model {
	widths := append(slices.Repeat([]int{2500}, 5), 1)
	m := &training.Model{Net: training.Point(layers.MLP{Widths: widths, Activation: layers.ReLU}), Fitted: training.Fitted{XScale: unscaled(2), YScale: unscaled(1)}}
	if _, err := (training.Trainer{Loss: losses.MSE{}, Solver: &training.SGD{}}).Fit(ctx, m, line(5, 1, 1), 1); err != nil {
		b.Fatal(err)
	}
	return m
}

func unscaled(d int) *data.Affine {
	return &data.Affine{Shift: make([]float64, d), Scale: slices.Repeat([]float64{1}, d)}
}

func timed(b *testing.B, times map[string][]time.Duration, name string, f func() error) {
	debug.FreeOSMemory()
	begin := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	times[name] = append(times[name], time.Since(begin))
}
