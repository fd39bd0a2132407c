package layers

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/literal"
)

// Constants print their names.

var activationNames = [...]string{"None", "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Tanh", "Sigmoid", "Softplus"}

// String is the name of the constant.
func (a Activation) String() string {
	for i, known := range [...]Activation{None, ReLU, LeakyReLU, ELU, GELU, SiLU, Tanh, Sigmoid, Softplus} {
		if a == known {
			return activationNames[i]
		}
	}
	return fmt.Sprintf("Activation(%d)", int(a))
}

// String is the name of the constant.
func (m Mode) String() string {
	switch m {
	case Predict:
		return "Predict"
	case Train:
		return "Train"
	}
	return fmt.Sprintf("Mode(%d)", int(m))
}

// String is the name of the constant.
func (f Fan) String() string {
	switch f {
	case FanIn:
		return "FanIn"
	case FanAvg:
		return "FanAvg"
	case FanOut:
		return "FanOut"
	}
	return fmt.Sprintf("Fan(%d)", int(f))
}

// String is the name of the constant.
func (p PadRule) String() string {
	switch p {
	case Same:
		return "Same"
	case Causal:
		return "Causal"
	}
	return fmt.Sprintf("PadRule(%d)", int(p))
}

func init() {
	for name, v := range map[string]VarianceScaling{
		"GlorotUniform": GlorotUniform, "GlorotNormal": GlorotNormal, "HeUniform": HeUniform, "HeNormal": HeNormal, "LecunUniform": LecunUniform, "LecunNormal": LecunNormal,
	} {
		literal.Name(v, "layers."+name)
	}
}
