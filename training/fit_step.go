package training

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/watch"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/solvers"
	G "gorgonia.org/gorgonia"
)

// step makes one update from the given rows. The weights change only if the loss and its gradient are finite.
func (r *run) step(at []int) (loss, norm float64, err error) {
	b, err := r.batch(len(at))
	if err != nil {
		return 0, 0, err
	}
	if loss, norm, err = r.differentiate(b, at, r.time()); err != nil {
		return 0, 0, err
	}
	if bad := loss + norm; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return 0, 0, r.blame(b, loss)
	}
	if err := b.finiteStates(); err != nil {
		return 0, 0, err
	}
	if err := r.update(norm); err != nil {
		return 0, 0, inFit(err)
	}
	b.update(r.model.Params)
	r.model.Steps++
	if r.Average > 0 {
		r.average()
	}
	return loss, norm, nil
}

// differentiate computes the mean loss of the given rows at time t, of all draws, and leaves its gradient in the weights' own, clipped; norm
// is that before. Neither need be finite.
func (r *run) differentiate(b *batch, at []int, t float64) (loss, norm float64, err error) {
	if err := r.objective.begin(t, len(at)); err != nil {
		return 0, 0, err
	}
	squares := 0.
	for k := range r.draws {
		if squares, err = r.draw(b, at, k); err != nil {
			return 0, 0, err
		}
	}
	loss, scales := r.objective.end()
	if r.combine != nil {
		squares = r.combine.sum(r.crew, turn{first: true, last: true, scales: scales})
	}
	norm, err = r.clip(squares)
	return loss, norm, err
}

// clip returns the global norm of the summed gradients, and scales them down to MaxNorm if that is less. The careful
// way is for squares that overflow or vanish.
func (r *run) clip(squares float64) (float64, error) {
	norm := math.Sqrt(squares)
	if squares > 1e-280 && !math.IsInf(squares, 1) && !(r.MaxNorm > 0 && norm > r.MaxNorm) || math.IsNaN(squares) {
		return norm, nil
	}
	return solvers.ClipGlobalNorm(r.weights, r.MaxNorm)
}

// inFit is a solver's error as a fit tells it, which names the package itself.
func inFit(err error) error {
	if e, ok := err.(*solvers.StepError); ok {
		return fmt.Errorf("%s: %w", e.Solver, e.Err)
	}
	return fmt.Errorf("solver: %w", err)
}

// update moves the weights by gradients that had this norm before they were clipped. Ours do so on all cores; the next step
// overwrites the gradients, so they need not be zeroed.
func (r *run) update(norm float64) error {
	if s := solvers.Team(r.solver); s != nil {
		if r.MaxNorm > 0 {
			norm = min(norm, r.MaxNorm)
		}
		return s.StepOn(r.crew, r.weights, norm)
	}
	return r.watched()
}

// watched is a step of a solver that is not ours, of which nothing is known: weights that are not finite after it, or an error,
// are taken back.
func (r *run) watched() error {
	if r.watch == nil {
		var values []G.Value
		for _, w := range r.weights {
			values = append(values, w.Value())
		}
		r.watch = watch.New(values)
	}
	r.watch.Keep()
	if err := r.solver.Step(r.weights); err != nil {
		r.watch.Restore()
		return err
	}
	for i, v := range r.watch.Values() {
		if bad, yes := watch.NonFinite(v); yes {
			r.watch.Restore()
			return fmt.Errorf("the update by a %T makes parameter %s %v, so it was not made: lower the rate, or set MaxNorm", r.solver, r.weights[i].(G.Namer).Name(), bad)
		}
	}
	return nil
}

// time is how many epochs the model has been fitted.
func (r *run) time() float64 { return float64(r.model.Steps) / float64(r.stepsPerEpoch()) }

// draw computes the loss and its gradient under draw k of the weights, and returns the square of the gradient's norm.
func (r *run) draw(b *batch, at []int, k int) (squares float64, err error) {
	s := r.shared
	if s != nil {
		if err := s.run(r.Seed, r.model.Steps, k); err != nil {
			return 0, err
		}
	}
	if len(b.sums) == 0 {
		b.sums = r.sums(b)
	}
	sum := b.sums[0]
	if s == nil {
		sum = b.sums[k]
	}
	mean, squares, err := b.compute(r.train, r.crew, at, noise{r.Seed, r.model.Steps, k}, sum)
	if err != nil {
		return 0, err
	}
	if s == nil {
		r.objective.add(mean, 0, 0)
		return squares, nil
	}
	if err := s.differentiate(r.objective.cross, r.objective.entropy); err != nil {
		return 0, err
	}
	r.objective.add(s.penalty(mean))
	return r.back[k].sum(r.crew, once), nil
}

// sums prepares the sums of a batch's gradients: into what the shards share, or by draw into the parameters'.
func (r *run) sums(b *batch) (sums []gradSum) {
	var from [][]gradient
	for _, p := range b.places {
		from = append(from, p.grads)
	}
	if r.shared != nil {
		return []gradSum{newGradSum(r.shared.learn, from)}
	}
	for _, grads := range r.drawn {
		sums = append(sums, newGradSum(tensorsOf(grads, r.learn), from))
	}
	return sums
}

// tensorsOf lists the tensors of the given paths.
func tensorsOf(p *layers.Params, paths []string) (vs []G.Value) {
	for _, path := range paths {
		vs = append(vs, p.Get(path))
	}
	return vs
}
