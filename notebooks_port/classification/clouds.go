package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// cloud is a normal distribution in the plane, mean + L z with L lower triangular and z standard normal.
type cloud struct {
	mean          [2]float64
	l00, l10, l11 float64
}

// clouds are p(x | class): class 0 on the left, class 1 on the right, leaning another way and smaller.
var clouds = [2]cloud{
	{mean: [2]float64{-.8, 0}, l00: 1, l10: .4, l11: .9},
	{mean: [2]float64{.9, .3}, l00: .8, l10: -.3, l11: .7},
}

func (c cloud) at(z0, z1 float64) (x0, x1 float64) {
	return c.mean[0] + c.l00*z0, c.mean[1] + c.l10*z0 + c.l11*z1
}

// logDensity is -|z|²/2 - log |L| - log 2 pi with z = L^-1 (x - mean).
func (c cloud) logDensity(x0, x1 float64) float64 {
	z0 := (x0 - c.mean[0]) / c.l00
	z1 := (x1 - c.mean[1] - c.l10*z0) / c.l11
	return -(z0*z0+z1*z1)/2 - math.Log(c.l00*c.l11) - math.Log(2*math.Pi)
}

// mix draws n points of which a share of prior1, in the mean, are of class 1; different names give independent ones.
func mix(seed uint64, name string, prior1 float64, n int) data.Set {
	u, z := make([]float64, n), make([]float64, 2*n)
	rng.New(seed, "classification/"+name+"/class", 0, 0).Uniform64(u, 0)
	rng.New(seed, "classification/"+name+"/point", 0, 0).Normal64(z, 0)
	x := mat.NewDense(n, 2, z)
	for i := range u {
		if u[i] < prior1 {
			u[i] = 1
		} else {
			u[i] = 0
		}
		x0, x1 := clouds[int(u[i])].at(x.At(i, 0), x.At(i, 1))
		x.Set(i, 0, x0)
		x.Set(i, 1, x1)
	}
	return data.Set{X: x, Y: u, Names: []string{"x0", "x1"}, Target: "class"}
}

// logOdds is log p(1 | x)/p(0 | x) under a prior: by Bayes the log of the densities' ratio and of the priors'.
func logOdds(x0, x1, prior1 float64) float64 {
	return clouds[1].logDensity(x0, x1) - clouds[0].logDensity(x0, x1) + math.Log(prior1) - math.Log1p(-prior1)
}

// exact is p(1 | x) of each row of x under a prior.
func exact(x *mat.Dense, prior1 float64) []float64 {
	n, _ := x.Dims()
	p := make([]float64, n)
	for i := range p {
		p[i] = 1 / (1 + math.Exp(-logOdds(x.At(i, 0), x.At(i, 1), prior1)))
	}
	return p
}
