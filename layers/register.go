package layers

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/internal/registry"
)

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.EnterThrough(paramsToTensors, paramsFromTensors)
	registry.EnterConstants(map[Activation]string{
		None: "none", ReLU: "relu", LeakyReLU: "leaky_relu", ELU: "elu", GELU: "gelu", SiLU: "silu", Tanh: "tanh", Sigmoid: "sigmoid", Softplus: "softplus",
	})
	registry.EnterConstants(map[Fan]string{FanIn: "in", FanAvg: "avg", FanOut: "out"})
	registry.EnterConstants(map[PadRule]string{Same: "same", Causal: "causal"})
	registry.Enter(Constant(0), Normal(0), Between{}, VarianceScaling{}, InitializerFunc(nil), Pad(0), PaddingFunc(nil))
	registry.Enter(
		AvgPool{}, BatchNorm{}, Conv1D{}, Conv2D{}, Dense{}, Dropout{}, Embedding{}, Flatten{}, GlobalAvgPool{}, LayerFunc(nil), LayerNorm{}, Locations{}, MaxPool{},
		MLP{}, Positive{}, Reshape(nil), Residual{}, Scales{}, Sequential(nil),
	)
}

func paramsToTensors(p *Params) (set registry.Tensors, err error) {
	if p.updates != nil {
		return set, errors.New("these are gradients with updates of states, which are not kept")
	}
	for path, v := range p.All() {
		set.Names, set.Values = append(set.Names, path), append(set.Values, v)
		if p.IsState(path) {
			set.States = append(set.States, path)
		}
	}
	return set, nil
}

func paramsFromTensors(set registry.Tensors) (*Params, error) {
	p := &Params{}
	for i, path := range set.Names {
		p.Set(path, set.Values[i])
	}
	for _, path := range set.States {
		if p.Get(path) == nil {
			return nil, fmt.Errorf("there is no parameter %q, which is said to be a state", path)
		}
		p.markState(path)
	}
	return p, nil
}
