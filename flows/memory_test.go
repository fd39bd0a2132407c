package flows_test

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// peak is how many bytes more than before are in use at most while f runs, looked at again and again, with garbage collected often.
func peak(f func()) int64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	done, most := make(chan struct{}), make(chan int64)
	before := inUse()
	go func() {
		high := before
		for {
			select {
			case <-done:
				most <- high
				return
			default:
				high = max(high, inUse())
				time.Sleep(time.Millisecond)
			}
		}
	}()
	f()
	close(done)
	return <-most - before
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// Densities and draws of many rows are computed in blocks: eight times the rows take more memory for their numbers and results, about
// 50 bytes a row, and no more, where the hidden units of one network alone would be 512. Of 100,000 rows both take 11 MB.
func TestJointStreams(t *testing.T) {
	slow.Test(t)
	const few, many = 4000, 32000
	m := &training.Model{Net: flows.NSF{Dim: 2}, Dtype: tensor.Float32}
	train := bent(many, 1)
	fit(t, m, data.Set{X: mat.NewDense(10, 1, train.X.RawMatrix().Data[:10]), Y: train.Y[:20]}, 1)
	y := make([][]float64, many)
	for i := range y {
		y[i] = train.Y[2*i : 2*i+2]
	}
	var bytes [2][2]int64
	for i, n := range []int{few, many} {
		q, err := m.PredictJoint(ctx, train.X.Slice(0, n, 0, 1).(*mat.Dense))
		if err != nil {
			t.Fatal(err)
		}
		var l []float64
		var s [][][]float64
		bytes[i][0] = peak(func() { l = q.LogProb(y[:n]) })
		bytes[i][1] = peak(func() { s = q.Sample(1, 1) })
		if math.IsNaN(l[n-1] + s[n-1][0][0]) {
			t.Errorf("the last of %d rows has %v and %v", n, l[n-1], s[n-1])
		}
	}
	for j, what := range []string{"log-densities", "draws"} {
		if each := (bytes[1][j] - bytes[0][j]) / (many - few); each > 250 {
			t.Errorf("%s take %d bytes a row: %d of %d rows, %d of %d", what, each, bytes[0][j], few, bytes[1][j], many)
		}
	}
}
