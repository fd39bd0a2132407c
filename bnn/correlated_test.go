package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// exactCorrelated is the exact posterior: of C = A A' the columns of A over its diagonal, and the diagonal.
func (c *conjugate) exactCorrelated(t testing.TB) *training.Model {
	m := c.model(t, bnn.Correlated{})
	setWeights(m.Params, "loc", c.mean)
	var chol mat.Cholesky
	var a mat.TriDense
	chol.Factorize(c.cov)
	chol.LTo(&a)
	in := len(c.mean) - 1
	scale := make([]float64, in+1)
	factor := append(ops.Data[float64](m.Params.Get("head/kernel/factor"))[:in*in:in*in], ops.Data[float64](m.Params.Get("head/bias/factor"))...)
	for i := range scale {
		scale[i] = softplusInverse(a.At(i, i))
		for j := range min(i, in) {
			factor[in*i+j] = a.At(i, j) / a.At(j, j)
		}
	}
	copy(ops.Data[float64](m.Params.Get("head/kernel/factor")), factor)
	copy(ops.Data[float64](m.Params.Get("head/bias/factor")), factor[in*in:])
	setWeights(m.Params, "scale", scale)
	return m
}

// correlatedCovariance is that of the weights of head, from the parameters.
func correlatedCovariance(p *layers.Params) *mat.Dense {
	scale := each(weightsOf(p, "scale"), softplus)
	d := len(scale)
	a := mat.NewDense(d, d, nil)
	factor := append(append([]float64{}, ops.Data[float64](p.Get("head/kernel/factor"))...), ops.Data[float64](p.Get("head/bias/factor"))...)
	for i := range d {
		a.Set(i, i, scale[i])
		for j := range i {
			a.Set(i, j, factor[(d-1)*i+j]*scale[j])
		}
	}
	var cov mat.Dense
	cov.Mul(a, a.T())
	return &cov
}

// The fit of a layer of one unit is the exact posterior, every standard deviation and correlation, under both estimators.
func TestCorrelatedLearnsTheExactPosterior(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 2, .5, 2)
	for e, n := range map[bnn.Estimator]int{bnn.SharedSample: draws, bnn.Automatic: 4} {
		m := &training.Model{Net: c.net(bnn.Correlated{}, e), Dtype: float64Type}
		c.converge(t, m, n)
		cov, loc := correlatedCovariance(m.Params), weightsOf(m.Params, "loc")
		for i := range c.mean {
			sd := math.Sqrt(c.cov.At(i, i))
			if math.Abs(loc[i]-c.mean[i]) > tolerance*sd || math.Abs(math.Sqrt(cov.At(i, i))/sd-1) > tolerance {
				t.Errorf("%v: weight %d is %v +- %v, exactly %v +- %v", e, i, loc[i], math.Sqrt(cov.At(i, i)), c.mean[i], sd)
			}
			for j := range i {
				other := math.Sqrt(c.cov.At(j, j))
				if math.Abs(cov.At(i, j)-c.cov.At(i, j)) > 3*tolerance*sd*other { // two widths and a correlation
					t.Errorf("%v: covariance (%d, %d) is %v, exactly %v", e, i, j, cov.At(i, j), c.cov.At(i, j))
				}
			}
		}
	}
}

// The divergence of layers of several units is that of normals of the parameters' covariance, in closed form. Pruning, which
// takes weights one by one, is refused.
func TestCorrelatedDivergence(t *testing.T) {
	m := initialized(t, whole(bnn.Variational{Net: deep{3}, Posterior: bnn.Correlated{SD: layers.Constant(.3)}}), 30, 2)
	for path, w := range m.Params.All() {
		if strings.HasSuffix(path, "factor") {
			copy(ops.Data[float64](w), ops.Data[float64](normals(path, w.Shape()...)))
		}
	}
	d, err := bnn.Divergences(m, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	// KL of each tensor in closed form: (loc² + sd² - 1)/2 - log scale.
	for _, r := range d {
		get := func(name string) []float64 { return ops.Data[float64](m.Params.Get(r.Path + "/" + name)) }
		want := 0.
		layer, bias := strings.CutSuffix(r.Path, "/bias")
		kernel := layer
		if !bias {
			kernel = strings.TrimSuffix(r.Path, "/kernel")
		}
		ks, kf := each(ops.Data[float64](m.Params.Get(kernel+"/kernel/scale")), softplus), ops.Data[float64](m.Params.Get(kernel+"/kernel/factor"))
		in := m.Params.Get(kernel + "/kernel/factor").Shape()[0]
		out := len(ks) / in
		for i, loc := range get("loc") {
			own := softplus(get("scale")[i])
			v := own * own
			if bias {
				for k, c := range get("factor") {
					v += c * c * ks[k*out+i] * ks[k*out+i]
				}
			} else {
				for k := range i / out {
					v += kf[i/out*in+k] * kf[i/out*in+k] * ks[k*out+i%out] * ks[k*out+i%out]
				}
			}
			want += (loc*loc+v-1)/2 - math.Log(own)
		}
		if math.Abs(r.KL-want) > 1e-10*want {
			t.Errorf("%s: KL %v, want %v", r.Path, r.KL, want)
		}
	}
	if _, err := bnn.Prune(m, .5); err == nil || !strings.Contains(err.Error(), "MeanField{}") {
		t.Errorf("error %v", err)
	}
}

// Without patterns the weights of the last layers are distributions, of every head; a network without linear maps has all.
func TestLastLayersAreTheDefault(t *testing.T) {
	m := initialized(t, bnn.Variational{Net: deep{3}}, 5, 2)
	want := "body/dense_0/kernel body/dense_0/bias loc/kernel/loc loc/kernel/scale loc/kernel/factor loc/bias/loc loc/bias/scale loc/bias/factor " +
		"scale/kernel/loc scale/kernel/scale scale/kernel/factor scale/bias/loc scale/bias/scale scale/bias/factor"
	if got := strings.Join(m.Params.Names(), " "); got != want {
		t.Errorf("parameters %s, want %s", got, want)
	}
	if m = initialized(t, inside{bnn.Variational{Net: deep{3}}}, 5, 2); !strings.Contains(strings.Join(m.Params.Names(), " "), "inner/body/dense_0/kernel inner/body/dense_0/bias inner/loc/kernel/loc") {
		t.Errorf("inside a network: %v", m.Params.Names())
	}
	d, err := bnn.Divergences(initialized(t, bnn.Variational{Net: batchNormed{}}, 20, 2), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(d) != 2 || d[0].Estimator != bnn.SharedSample {
		t.Errorf("behind a batch normalization: %v", d)
	}
}
