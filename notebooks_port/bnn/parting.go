package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/training"
)

// parter is a method that is asked whether it can part ignorance from noise where there are few rows. Beyond most rows it is too dear.
type parter struct {
	key, name string
	most      int
	ask       func(ctx context.Context, t task, test data.Set, r *partingResult) (parts, error)
}

// parters are asked beside the methods of clusterMethods, which have the same network but for that of the marginal likelihood.
func parters(o options) []parter {
	draws := o.times(50, 10)
	return []parter{
		{"last", "Variational, last layers", 2000, func(ctx context.Context, t task, test data.Set, _ *partingResult) (p parts, err error) {
			m := standardized()
			if err := t.elbo(ctx, m, bnn.Variational{Net: t.net}); err != nil {
				return p, err
			}
			q, err := m.Predict(ctx, test.X, training.Draws(draws))
			return partsOf(q, test.Y), err
		}},
		{"laplace", "Marginal likelihood", 2000, func(ctx context.Context, t task, test data.Set, r *partingResult) (p parts, err error) {
			f, err := byEvidence(ctx, t)
			if err != nil {
				return p, err
			}
			r.Evidence = append(r.Evidence, f.LogEvidence)
			q, err := f.Linearize(ctx, test.X, draws)
			return partsOf(q, test.Y), err
		}},
		{"cross", "Cross-fitted noise", 2000, func(ctx context.Context, t task, test data.Set, _ *partingResult) (parts, error) {
			return crossFitted(ctx, t, test)
		}},
		{yardstick, "NUTS", 200, func(ctx context.Context, t task, test data.Set, r *partingResult) (p parts, err error) {
			m, n := standardized(), o.times(120, 10)
			m.Net = t.net
			s := bnn.NUTS{Prior: bnn.NormalPrior{FanIn: true}, Chains: chains, Warmup: n, Draws: n, Seed: rng.Split(t.seed, "bnn/parting")}
			d, err := s.Fit(ctx, m, t.train)
			if err != nil {
				return p, err
			}
			few, err := m.Predict(ctx, test.Head(min(500, test.Rows())).X)
			if err != nil {
				return p, err
			}
			r.NUTS = diagnose(d, few)
			q, err := m.Predict(ctx, test.X)
			return partsOf(q, test.Y), err
		}},
	}
}

// part asks the methods that might part the two after few rows, and compares all methods with the noise there is.
func (r *clustersResult) part(ctx context.Context, o options, train, test data.Set, out io.Writer) error {
	p := partingResult{Rows: r.Rows[:min(2, len(r.Rows))], Noise: last(r.Methods["ensemble"].Aleatoric), NoiseRows: r.Rows[len(r.Rows)-1], Methods: map[string][]partResult{}}
	for _, h := range clusterMethods(0) {
		m := r.Methods[h.key]
		for i := range p.Rows {
			p.add(h.key, parts{Aleatoric: m.Aleatoric[i], Epistemic: m.Epistemic[i], RMSE: m.RMSE[i]})
		}
	}
	for _, h := range parters(o) {
		for _, n := range p.Rows {
			if n > h.most {
				continue
			}
			s, err := h.ask(ctx, clusterTask(o, train.Head(n)).in(h.key), test, &p)
			if err != nil {
				return fmt.Errorf("%s on %d rows: %w", h.name, n, err)
			}
			p.add(h.key, s)
		}
	}
	p.print(out, o)
	r.Parting = p
	return nil
}

// add compares the parts with the noise. The squared error beyond the noise is what the method does not know.
func (r *partingResult) add(key string, p parts) {
	noise := r.Noise * r.Noise
	ignorance := p.RMSE*p.RMSE - noise
	s := partResult{Aleatoric: p.Aleatoric, Epistemic: p.Epistemic, RMSE: p.RMSE}
	if ignorance > 0 {
		s.AsNoise, s.AsIgnorance = (p.Aleatoric*p.Aleatoric-noise)/ignorance, p.Epistemic*p.Epistemic/ignorance
	}
	r.Methods[key] = append(r.Methods[key], s)
}

// names are of all methods compared, in the order of drawing.
func (r partingResult) names(o options) (keys, names []string) {
	for _, h := range clusterMethods(0) {
		keys, names = append(keys, h.key), append(names, h.name)
	}
	for _, h := range parters(o) {
		keys, names = append(keys, h.key), append(names, h.name)
	}
	return keys, names
}

func (r partingResult) print(out io.Writer, o options) {
	keys, names := r.names(o)
	for i, n := range r.Rows {
		fmt.Fprintf(out, "\n%-24s %9s %9s %7s   %s\n", fmt.Sprintf("after %d rows", n), "epistemic", "aleatoric", "RMSE", "of error² beyond noise²: as epistemic, as aleatoric")
		for k, key := range keys {
			if m := r.Methods[key]; i < len(m) {
				fmt.Fprintf(out, "%-24s %9.4f %9.4f %7.4f   %4.0f%% %4.0f%%\n", names[k], m[i].Epistemic, m[i].Aleatoric, m[i].RMSE, 100*m[i].AsIgnorance, 100*m[i].AsNoise)
			}
		}
	}
	fmt.Fprintf(out, "noise %.4f: the aleatoric part of the ensemble after %d rows; NUTS: R-hat of f(x) up to %.3f, effective draws from %.0f\n",
		r.Noise, r.NoiseRows, r.NUTS.RHat, r.NUTS.ESS)
}

func last(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	return v[len(v)-1]
}
