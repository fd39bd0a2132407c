package flows

import "github.com/deepprob/deepprob/layers"

// NSF is the neural spline flow (Durkan et al. 2019, arXiv:1906.04032): couplings of rational-quadratic splines, of which each keeps what the
// one before mapped. Densities and draws both cost one pass of each network; Autoregressive makes a draw cost Dim of them.
type NSF struct {
	Dim            int               // how many numbers a target has; 0: 1
	Layers         int               // 0: 5, of a single number 2
	Hidden         []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation     layers.Activation // zero: ReLU
	Bins           int               // as Spline's
	Bound          float64           // as Spline's
	Autoregressive bool              // masked networks instead of couplings
	Linear         bool              // whether a Shuffle and an LU stand before each layer
	Base           Base              // as Flow's
	Body           layers.Layer      // as Flow's
	Unconditional  bool              // as Flow's
}

// BPF is the Bernstein polynomial flow (Sick, Hothorn and Dürr 2020, arXiv:2004.00464; Ramasinghe et al. 2021, arXiv:2102.03509): smooth maps
// given the numbers before, in an order that each layer turns round: in the last, nearest to the data, they are as they come. A density is
// one pass of each network, a draw Dim passes and as many searches.
type BPF struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // 0: 2, of a single number 1
	Hidden        []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation    layers.Activation // zero: ReLU
	Degree        int               // as Bernstein's
	Bound         float64           // as Bernstein's
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

// RealNVP is affine couplings (Dinh, Sohl-Dickstein and Bengio 2017, arXiv:1605.08803), of which each keeps what the one before mapped.
// Densities and draws both cost one pass of each network.
type RealNVP struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // couplings; 0: 8, of a single number 1
	Hidden        []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation    layers.Activation // zero: ReLU
	Linear        bool              // whether a Shuffle and an LU stand before each coupling
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

// MAF is the masked autoregressive flow (Papamakarios, Pavlakou and Murray 2017, arXiv:1705.07057): affine maps given the numbers before, in an
// order that each layer turns round: in the last, nearest to the data, they are as they come, so that a number that follows from others
// stands best behind them. A density is one pass of each network, a draw Dim passes.
type MAF struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // 0: 5, of a single number 1
	Hidden        []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation    layers.Activation // zero: ReLU
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

// IAF is the inverse autoregressive flow (Kingma et al. 2016, arXiv:1606.04934): affine maps given the noise of the numbers before. A draw is
// one pass of each network, a density Dim passes.
type IAF struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // 0: 5, of a single number 1
	Hidden        []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation    layers.Activation // zero: ReLU
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}
