package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
)

// task is one split of one problem.
type task struct {
	train, test data.Set
	seed        uint64
	share       float64 // of the epochs that a method would train
	draws       int     // of the weights in a prediction
	keep        string  // the folder of its fits; "": none
}

// newTask is split k of a problem. Its seed is a hash of the run's, the set and the split, so that no two splits share
// initial weights, order of rows or noise: their scores are independent given the rows, as a standard error takes them to be. All methods have it.
func newTask(o options, p problem, k int, method string) task {
	t := task{seed: rng.SplitAt(rng.Split(o.seed, p.name), "uci/split", k), share: o.share, draws: o.draws}
	if t.train, t.test = p.split(k); o.checkpoint != "" {
		t.keep = filepath.Join(o.checkpoint, p.name, method, fmt.Sprintf("split-%d", k+1))
	}
	return t
}

// kept is a trainer whose fit in this task has a name of its own.
func (t task) kept(fit training.Trainer, name string) (training.Trainer, error) {
	return checkpoint.Of(t.keep, fit, name)
}

// method fits the training rows of a task, which it may split again to choose hyper-parameters, and scores the test rows.
type method func(ctx context.Context, t task) (score, error)

// methods by name.
var methods = map[string]method{
	"mcdropout": mcDropout,
	"bbb":       byBackprop,
	"ensemble":  ensemble,
	"laplace":   laplace,
	"mdn":       mdn,
}

// methodNames are in the order of the table.
var methodNames = []string{"mcdropout", "bbb", "ensemble", "laplace", "mdn"}

// checkMethods refuses a name that is none.
func checkMethods(names []string) error {
	if len(names) == 0 {
		return errors.New("-methods: none is named")
	}
	for _, n := range names {
		if methods[n] == nil {
			return fmt.Errorf("-methods: there is no %q: the methods are %s", n, strings.Join(methodNames, ", "))
		}
	}
	return nil
}

// epochs is how many of n the task asks for.
func (t task) epochs(n int) int { return max(1, int(math.Round(float64(n)*t.share))) }

// fold is the task of choosing hyper-parameters: it trains on four fifths of the training rows and tests on the other,
// another random fifth for each k. Its networks start elsewhere than those of other folds and of the last fit; all that is
// compared on a fold starts alike.
func (t task) fold(k int) (inner task, err error) {
	inner = t
	inner.seed = rng.SplitAt(t.seed, "uci/fold", k)
	if t.keep != "" {
		inner.keep = filepath.Join(t.keep, fmt.Sprintf("fold-%d", k+1))
	}
	inner.train, inner.test, err = t.train.Split(t.train.Rows()*4/5, inner.seed)
	return inner, err
}

// judge scores a prediction of the test rows by a model with the hyper-parameters chosen.
func (t task) judge(ctx context.Context, m *training.Model, chosen string, options ...training.PredictOption) (score, error) {
	q, err := m.Predict(ctx, t.test.X, options...)
	if err != nil {
		return score{}, err
	}
	return score{rmse(q.Mean(), t.test.Y), stat.Mean(q.LogProb(t.test.Y), nil), chosen}, nil
}

func model(net training.Net) *training.Model {
	return &training.Model{Net: net, X: data.Standardize{}, Y: data.Standardize{}}
}

// mdn is a mixture density network of five normals. Where the target is a whole number, as in wine-quality-red, narrow normals
// stand on the numbers and only the floor bounds their density: such log-likelihoods compare with no other method's.
func mdn(ctx context.Context, t task) (score, error) {
	return t.byPlan(ctx, densityPlans, 2, func(ctx context.Context, t task, p plan) (*training.Model, error) {
		m, epochs := model(mixture{5, p.noise}), p.epochs(t.share, t.train.Rows())
		fit, solver := t.trainer(p, epochs)
		fit.Solver = solver
		fit, err := t.kept(fit, p.file())
		if err != nil {
			return nil, err
		}
		_, err = fit.Fit(ctx, m, t.train, epochs)
		return m, err
	})
}

// ensemble mixes five networks that predict a normal each.
func ensemble(ctx context.Context, t task) (score, error) {
	return t.byPlan(ctx, densityPlans, 1, func(ctx context.Context, t task, p plan) (*training.Model, error) {
		m, epochs := model(normal{p.noise}), p.epochs(t.share, t.train.Rows())
		fit, solver := t.trainer(p, epochs)
		fit, err := t.kept(fit, p.file())
		if err != nil {
			return nil, err
		}
		_, err = bnn.Ensemble{Trainer: fit, Solver: solver}.Fit(ctx, m, t.train, epochs)
		return m, err
	})
}
