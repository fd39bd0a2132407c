package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
)

// task is one split of one problem.
type task struct {
	train, test data.Set
	seed        uint64
	share       float64 // of the epochs that a method would train
	draws       int     // of the weights in a prediction
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

// hold holds a fifth of the training rows back, to choose hyper-parameters by: another random one for each k.
func (t task) hold(k int) (train, held data.Set, err error) {
	return t.train.Split(t.train.Rows()*4/5, t.seed+uint64(k)<<32)
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
	return t.byPlan(ctx, densityPlans, 2, func(ctx context.Context, t task, train data.Set, p plan) (*training.Model, error) {
		m, epochs := model(mixture{5, p.noise}), p.epochs(t.share, train.Rows())
		fit, solver := t.trainer(p, epochs)
		fit.Solver = solver()
		_, err := fit.Fit(ctx, m, train, epochs)
		return m, err
	})
}

// ensemble mixes five networks that predict a normal each.
func ensemble(ctx context.Context, t task) (score, error) {
	return t.byPlan(ctx, densityPlans, 1, func(ctx context.Context, t task, train data.Set, p plan) (*training.Model, error) {
		m, epochs := model(normal{p.noise}), p.epochs(t.share, train.Rows())
		fit, solver := t.trainer(p, epochs)
		_, err := bnn.Ensemble{Trainer: fit, Solver: solver}.Fit(ctx, m, train, epochs)
		return m, err
	})
}
