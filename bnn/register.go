package bnn

import (
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/layers"
)

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.EnterConstants(map[Estimator]string{
		Automatic: "automatic", SharedSample: "shared_sample", LocalReparametrization: "local_reparametrization", Flipout: "flipout",
	})
	registry.EnterConstants(map[Curvature]string{
		FullCurvature: "full", KroneckerExpand: "kronecker_expand", KroneckerReduce: "kronecker_reduce", DiagonalCurvature: "diagonal", FullHessian: "full_hessian",
	})
	registry.EnterThrough(keepNormalPrior, makeNormalPrior)
	registry.EnterThrough(keepMeanField, makeMeanField)
	registry.Enter(ConcreteDropout{}, MAP{}, MCDropout{}, Regression{}, Variational{}, VariationalGP{})
	registry.Enter(Horseshoe{}, LaplacePrior{}, ScaleMixture{})
	registry.Enter(Correlated{}, FullCovariance{}, LowRank{})
}

// keptNormalPrior is a NormalPrior in a file, keptMeanField a MeanField: with the trained weights that those of MOPED have.
type (
	keptNormalPrior struct {
		Scale                float64
		FanIn                bool
		TrainLoc, TrainScale bool
		Trained              *keptTrained
	}
	keptMeanField struct {
		Floor   float64
		SD      layers.Initializer
		Trained *keptTrained
	}
	keptTrained struct {
		Params *layers.Params
		Delta  float64
	}
)

func keepTrained(t *trained) *keptTrained {
	if t == nil {
		return nil
	}
	return &keptTrained{t.params, t.delta}
}

func (k *keptTrained) trained() *trained {
	if k == nil {
		return nil
	}
	return &trained{k.Params, k.Delta}
}

func keepNormalPrior(p NormalPrior) (keptNormalPrior, error) {
	return keptNormalPrior{p.Scale, p.FanIn, p.TrainLoc, p.TrainScale, keepTrained(p.center)}, nil
}

func makeNormalPrior(k keptNormalPrior) (NormalPrior, error) {
	return NormalPrior{Scale: k.Scale, FanIn: k.FanIn, TrainLoc: k.TrainLoc, TrainScale: k.TrainScale, center: k.Trained.trained()}, nil
}

func keepMeanField(m MeanField) (keptMeanField, error) {
	return keptMeanField{m.Floor, m.SD, keepTrained(m.start)}, nil
}

func makeMeanField(k keptMeanField) (MeanField, error) {
	return MeanField{Floor: k.Floor, SD: k.SD, start: k.Trained.trained()}, nil
}
