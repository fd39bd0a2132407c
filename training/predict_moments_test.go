package training_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Moments are those of the posterior that Predict gives, to float32's rounding, and follow the weights.
func TestMoments(t *testing.T) {
	s := line(40, .3, 1)
	for name, m := range map[string]*training.Model{"known": known(), "mixture": {Net: MDN{Components: 3}}} {
		if m.Params == nil {
			fit(t, training.Trainer{}, m, s, 2)
		}
		q, err := m.Predict(ctx, s.X)
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range []int{1, 8, 40} {
			p, err := m.Moments(rows)
			if err != nil {
				t.Fatal(err)
			}
			mean, sd := make([]float64, rows), make([]float64, rows)
			for lo := 0; lo < 40; lo += rows {
				if err := p.Predict(mean, sd, s.X.RawMatrix().Data[2*lo:2*(lo+rows)]); err != nil {
					t.Fatal(err)
				}
				for i := range rows {
					wantMean, wantSD := q.Mean()[lo+i], q.StdDev()[lo+i]
					if math.Abs(mean[i]-wantMean) > 1e-5*(math.Abs(wantMean)+wantSD) || math.Abs(sd[i]-wantSD) > 1e-5*wantSD {
						t.Errorf("%s, row %d: %v and %v, the posterior has %v and %v", name, lo+i, mean[i], sd[i], wantMean, wantSD)
					}
				}
			}
		}
	}
	if _, err := (&training.Model{Net: gaussian{}}).Moments(1); err == nil {
		t.Error("moments of a model that was not fitted")
	}
}

func TestMomentsAllocateNothing(t *testing.T) {
	p, err := known().Moments(1)
	if err != nil {
		t.Fatal(err)
	}
	mean, sd, x := make([]float64, 1), make([]float64, 1), []float64{1, 2}
	if n := testing.AllocsPerRun(50, func() { _ = p.Predict(mean, sd, x) }); n != 0 {
		t.Errorf("%v allocations a row", n)
	}
}

// BenchmarkOneRow is one row through 14-128-128-64 and its head, scaled on both sides.
func BenchmarkOneRow(b *testing.B) {
	x := make([]float64, 14)
	for _, kind := range []string{"mse", "normal", "beta"} {
		b.Run(kind, func(b *testing.B) {
			s := line(300, .3, 1)
			s.X, s.Names = mat.NewDense(300, 14, nil), nil
			for i := range 300 {
				s.X.Set(i, i%14, 1)
				s.Y[i] = .5
			}
			m := &training.Model{Net: lecture{kind}}
			if _, err := (training.Trainer{Loss: lossOf(kind)}).Fit(ctx, m, s, 1); err != nil {
				b.Fatal(err)
			}
			p, err := m.Moments(1)
			if err != nil {
				b.Fatal(err)
			}
			mean, sd := make([]float64, 1), make([]float64, 1)
			for b.Loop() {
				if err := p.Predict(mean, sd, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPredictOneRow is Model.Predict of one row, alone and with what it is mostly asked for.
func BenchmarkPredictOneRow(b *testing.B) {
	s := line(300, .3, 1)
	for _, kind := range []string{"mse", "normal", "beta"} {
		for i := range s.Y {
			s.Y[i] = .5
		}
		m := &training.Model{Net: lecture{kind}}
		if _, err := (training.Trainer{Loss: lossOf(kind)}).Fit(ctx, m, s, 1); err != nil {
			b.Fatal(err)
		}
		x := mat.NewDense(1, 2, []float64{1, 2})
		for name, ask := range map[string]func(q distributions.Posterior){
			"predict": func(distributions.Posterior) {}, "moments": func(q distributions.Posterior) { q.Mean(); q.StdDev() }, "mode": func(q distributions.Posterior) { q.Mode() },
		} {
			b.Run(kind+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					q, err := m.Predict(ctx, x)
					if err != nil {
						b.Fatal(err)
					}
					ask(q)
				}
			})
		}
	}
}
