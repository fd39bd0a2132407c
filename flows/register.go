package flows

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.Enter(Flow{}, NSF{}, BPF{}, RealNVP{}, MAF{}, IAF{}, MADE{})
	registry.Enter(Coupling{}, Autoregressive{}, Elementwise{}, ActNorm{}, LU{}, Householder{}, Permute{}, Reverse{}, Shuffle{}, Fixed{})
	registry.Enter(Affine{}, Spline{}, Bernstein{}, StandardNormal{}, StandardT{}, Mixture{})
}
