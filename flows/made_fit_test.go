package flows_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// It starts at the product of the marginals: the first cost is the sum of their entropies, of classes and bits with half a row more each.
func TestMADEStartsAtTheMarginals(t *testing.T) {
	a := autoregressives()[0]
	train := a.rows(500, 1)
	want := 0.
	for j := range 4 {
		ones := 0.
		for i := j; i < len(train.Y); i += 4 {
			ones += train.Y[i]
		}
		p := (ones + .5) / 501
		want -= (ones*math.Log(p) + (500-ones)*math.Log(1-p)) / 500
	}
	if got := still(t, &training.Model{Net: a.net}, train); math.Abs(got-want) > 1e-5 {
		t.Errorf("it starts at %v nats, the marginals have %v", got, want)
	}
	gaussian := autoregressives()[5]
	train = gaussian.rows(500, 1)
	want = 0
	for j := range 2 {
		var column []float64
		for i := j; i < len(train.Y); i += 2 {
			column = append(column, train.Y[i])
		}
		want += .5 + math.Log(2*math.Pi)/2 + math.Log(sd(column))
	}
	if got := still(t, &training.Model{Net: gaussian.net}, train); math.Abs(got-want) > 1e-3 {
		t.Errorf("it starts at %v nats, the normals of the marginals have %v", got, want)
	}
}

// logLaw is the exact log-probability of bits, each 1 with probability .2 + .5 of the one before, the first's being x.
func logLaw(x float64, y []float64) (sum float64) {
	before := x
	for _, v := range y {
		p := .2 + .5*before
		sum += math.Log(v*p + (1-v)*(1-p))
		before = v
	}
	return sum
}

// A law that is a chain of bits is learnt to the divergence that as many parameters cost, of 20,000 rows: k/2n nats on average at the most likely
// weights, with a variance of k/2n^2 (Wilks 1938), k being the 170 weights at most, masked ones included. The bound is five standard deviations above. Divergences
// are measured on the mean of the law's own log-ratios, whose error is that of 20,000 numbers of variance twice the divergence.
func TestMADEReachesTheEntropy(t *testing.T) {
	slow.Test(t)
	a := autoregressives()[0]
	const n = 20000
	train, test := a.rows(n, 1), a.rows(n, 2)
	m := &training.Model{Net: a.net}
	fit(t, m, train, 20)
	q, err := m.PredictJoint(ctx, test.X)
	if err != nil {
		t.Fatal(err)
	}
	y, divergence := rowsOf(test), 0.
	for i, l := range q.LogProb(y) {
		divergence += (logLaw(test.X.At(i, 0), y[i]) - l) / n
	}
	k := 0.
	for path, v := range m.Params.All() {
		if !m.Params.IsState(path) {
			k += float64(v.Size())
		}
	}
	bound := k/(2*n) + 5*math.Sqrt(k/2)/n
	bound += 5 * math.Sqrt(2*bound/n)
	t.Logf("%.5f nats a row above the law's entropy, %v weights, bound %.5f", divergence, k, bound)
	if !(divergence < bound) {
		t.Errorf("%v nats a row above the law's entropy, want below %v", divergence, bound)
	}
}

// A file keeps the network, and its predictions have the same bits.
func TestMADEFiles(t *testing.T) {
	for _, a := range autoregressives() {
		m := a.shaken(t)
		path := filepath.Join(t.TempDir(), "made")
		if err := m.Save(path); err != nil {
			t.Fatal(a.net, err)
		}
		again, err := training.Load(path)
		if err != nil {
			t.Fatal(a.net, err)
		}
		s := a.rows(3, 2)
		want, err := m.PredictJoint(ctx, s.X)
		if err != nil {
			t.Fatal(err)
		}
		got, err := again.PredictJoint(ctx, s.X)
		if err != nil {
			t.Fatal(err)
		}
		l := got.LogProb(rowsOf(s))
		for i, w := range want.LogProb(rowsOf(s)) {
			if l[i] != w {
				t.Errorf("%v, row %d: %v saved, %v loaded", a.net, i, w, l[i])
			}
		}
	}
}

// A fit has the same bits on one core and on two, in both types.
func TestMADESameBits(t *testing.T) {
	for i, a := range autoregressives() {
		var first string
		for _, cores := range []int{1, 2} {
			m := &training.Model{Net: a.net, Dtype: types[i%2]}
			if _, err := (training.Trainer{Loss: losses.NLL{}, Seed: 3, Cores: cores}).Fit(ctx, m, a.rows(300, 1), 2); err != nil {
				t.Fatal(a.net, err)
			}
			if got := bits(m.Params); first == "" {
				first = got
			} else if got != first {
				t.Errorf("%v: other weights on %d cores", a.net, cores)
			}
		}
	}
}

// Members of an ensemble are mixed, and Dim numbers far apart in their units are learnt in float32.
func TestMADEWrapped(t *testing.T) {
	a := autoregressives()[8]
	m := &training.Model{Net: a.net, Dtype: tensor.Float32}
	if _, err := (bnn.Ensemble{Members: 2, Trainer: training.Trainer{Loss: losses.NLL{}, Seed: 2}}).Fit(ctx, m, a.rows(200, 1), 3); err != nil {
		t.Fatal(err)
	}
	q, err := m.PredictJoint(ctx, a.rows(3, 2).X)
	if err != nil || q.Draws() != 2 {
		t.Fatal(q, err)
	}
	for _, row := range q.Sample(1, 4) {
		for _, y := range row {
			if math.IsNaN(y[0] + y[1]) {
				t.Errorf("draws %v", row)
			}
		}
	}
	for _, l := range q.LogProb([][]float64{{math.Inf(1), 1}, {1, math.Inf(-1)}, {math.NaN(), 1}})[:2] {
		if !math.IsInf(l, -1) {
			t.Errorf("an infinite number has the log-density %v", l)
		}
	}
	far := flows.MADE{Dim: 2, Of: nets.Mixture{Components: 3}, Hidden: []int{16}}
	model := &training.Model{Net: far}
	h := fit(t, model, bent(2000, 1), 10)
	if !(h[9].Loss < h[0].Loss) {
		t.Errorf("losses %v", h)
	}
}
