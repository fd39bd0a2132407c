// Package ours is the library's own contenders, written with its public interface as a user would.
package ours

import (
	"fmt"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Components is the number of components of a mixture.
const Components = mock.Components

// mdn is a mixture of normals, or of betas with a single bump each.
type mdn struct {
	body layers.MLP
	beta bool
}

func (m mdn) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", m.body, x)
	head := layers.Dense{Units: Components}
	mixing := distributions.Categorical{Logits: s.Call("logits", head, h)}
	if m.beta {
		above := layers.Positive{Units: Components, Floor: 1}
		return distributions.MixtureSameFamily{Mixing: mixing,
			Components: distributions.Beta{Alpha: s.Call("alpha", above, h), Beta: s.Call("beta", above, h)}}
	}
	scale := layers.Positive{Units: Components, Floor: 1e-3}
	return distributions.MixtureSameFamily{Mixing: mixing,
		Components: distributions.Normal{Loc: s.Call("loc", head, h), Scale: s.Call("scale", scale, h)}}
}

// made is a network with its loss.
type made struct {
	net  training.Net
	loss losses.Loss
}

// nets make the network of a case and its loss, by name. A name that is not here is no case of ours: what is added here
// is entered in all kinds of cases that it has, but for harness.Draws, which draws lists.
var nets = map[string]func(body layers.MLP) made{
	"mse": func(body layers.MLP) made {
		return made{training.Point(layers.Sequential{body, layers.Dense{Units: 1}}), losses.MSE{}}
	},
	"mdn-normal": func(body layers.MLP) made { return made{mdn{body, false}, losses.NLL{}} },
	"mdn-beta":   func(body layers.MLP) made { return made{mdn{body, true}, losses.NLL{}} },
	"bbb":        byBackprop,
	"mcd":        dropout,
}

// draws predict at 100 draws of the weights, for harness.Draws, by the name of the network: a contender for each that
// has random weights.
var draws = map[string]func(t Team, c harness.Case) (harness.Contender, error){"bbb": drawing, "mcd": drawing}

// Net is the network of a case and its loss. The target is in (0, 1), as betas need it.
func Net(kind string, widths []int) (training.Net, losses.Loss, error) {
	f := nets[kind]
	if f == nil {
		return nil, nil, fmt.Errorf("no network is called %q: %w", kind, harness.ErrNoCase)
	}
	m := f(layers.MLP{Widths: widths, Activation: layers.ReLU, Last: layers.Tanh})
	return m.net, m.loss, nil
}

// Fresh is a model of the case without parameters, and a trainer with Adam at its default rate.
func Fresh(kind string, widths []int, batch int) (*training.Model, training.Trainer, error) {
	net, loss, err := Net(kind, widths)
	return &training.Model{Net: net, X: data.Identity{}}, training.Trainer{Loss: loss, BatchSize: batch, Seed: 1}, err
}
