package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
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
	"mdn":       mdn,
}

// methodNames are in the order of the table.
var methodNames = []string{"mcdropout", "bbb", "ensemble", "mdn"}

// epochs is how many of n the task asks for.
func (t task) epochs(n int) int { return max(1, int(math.Round(float64(n)*t.share))) }

func moments(y []float64) (mean, sd float64) {
	mean, sd = stat.MeanStdDev(y, nil)
	return mean, max(sd, 1e-12*max(1, math.Abs(mean)))
}

// most is how many epochs the methods that choose their number try.
const most = 400

// chosen is how many epochs to train: those after which a fifth of the training rows had the lowest loss.
func (t task) chosen(ctx context.Context, net training.Net, loss losses.Loss) (epochs int, err error) {
	train, held, err := t.train.Split(t.train.Rows()*4/5, t.seed)
	if err != nil {
		return 0, err
	}
	fit := t.trainer(loss)
	fit.Validation, fit.Patience = &held, max(most/4, 1)
	h, err := fit.Fit(ctx, model(net), train, t.epochs(most))
	if err != nil {
		return 0, err
	}
	best, _ := h.Best()
	return max(best.Number, 1), nil
}

func model(net training.Net) *training.Model {
	return &training.Model{Net: net, X: data.Standardize{}, Y: data.Standardize{}}
}

// trainer has batches of 32 and Adam at 1e-3, as the methods that choose their number of epochs do.
func (t task) trainer(loss losses.Loss) training.Trainer {
	return training.Trainer{Loss: loss, BatchSize: 32, Seed: t.seed, Cores: 1}
}

// judge scores a prediction of the test rows.
func (t task) judge(ctx context.Context, m *training.Model, options ...training.PredictOption) (score, error) {
	q, err := m.Predict(ctx, t.test.X, options...)
	if err != nil {
		return score{}, err
	}
	return score{rmse(q.Mean(), t.test.Y), stat.Mean(q.LogProb(t.test.Y), nil)}, nil
}

// mdn is a mixture density network of five normals.
func mdn(ctx context.Context, t task) (score, error) {
	net := mixture{5}
	epochs, err := t.chosen(ctx, net, losses.NLL{})
	if err != nil {
		return score{}, err
	}
	m := model(net)
	if _, err := t.trainer(losses.NLL{}).Fit(ctx, m, t.train, epochs); err != nil {
		return score{}, err
	}
	return t.judge(ctx, m)
}

// ensemble mixes five networks that predict a normal each.
func ensemble(ctx context.Context, t task) (score, error) {
	epochs, err := t.chosen(ctx, normal{}, losses.NLL{})
	if err != nil {
		return score{}, err
	}
	m := model(normal{})
	if _, err := (bnn.Ensemble{Trainer: t.trainer(losses.NLL{})}).Fit(ctx, m, t.train, epochs); err != nil {
		return score{}, err
	}
	return t.judge(ctx, m)
}

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
