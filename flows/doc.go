// Package flows has densities of any shape: normalizing flows, which are invertible maps of simple noise, chosen by a network.
//
//	model := training.Model{Net: flows.NSF{Dim: 2}}
//
// # What a flow is
//
// Let z have a density p(z) that is known, such as a standard normal's, and let y = f(z) for a smooth invertible f. Then
//
//	log p(y) = log p(f^-1(y)) + log |det df^-1(y)/dy|
//
// the change of variables formula: where f stretches space the density falls. Maps one after the other add their logarithms, so a flow
// is a list of Transforms, each simple enough that its inverse and its determinant are cheap, and together as flexible as is
// wanted. Where their weights are functions of x, or their parameters are made by networks that see x, that is p(y | x). It is trained
// by losses.NLL, the exact likelihood, and drawn from by y = f(z). Papamakarios, Nalisnick, Rezende, Mohamed and Lakshminarayanan (2021),
// arXiv:1912.02762, is the review; its equations 1 to 6 are these.
//
// # Cheap determinants
//
// A map whose Jacobian is triangular has the product of its diagonal for a determinant. Two kinds have such a Jacobian and are no simpler
// for it:
//
//   - A Coupling keeps some numbers and maps each of the others, with parameters that a network makes of the numbers kept. The next
//     one keeps the others.
//   - An Autoregressive map gives each number parameters that depend on the numbers before it. Masks on the weights of one network (MADE)
//     make all of them in one pass: a unit of degree m sees the numbers up to place m, an output of place p the units below p.
//
// What they carry is a Univariate, an increasing map of the line: Affine, a rational-quadratic Spline, or a Bernstein polynomial. LU,
// Householder, Permute, Shuffle and Reverse mix the numbers between them, ActNorm and Elementwise map each for itself, and Fixed maps
// without weights say where the mass is: flows.Fixed{Of: distributions.Exp{}} makes a density of positive numbers.
//
//	flow      made of                              a density costs       a draw costs
//	NSF       couplings of splines                 one pass a layer      one pass a layer
//	RealNVP   affine couplings                     one pass a layer      one pass a layer
//	MAF       affine autoregressive maps           one pass a layer      Dim passes a layer
//	BPF       autoregressive Bernstein polynomials one pass a layer      Dim passes a layer, and searches
//	IAF       inverses of affine ones              Dim passes a layer    one pass a layer
//
// A pass is one evaluation of the layer's network for the row. NSF{Autoregressive: true} is to MAF what NSF is to RealNVP.
//
// # Numbers of any kind
//
// MADE has no maps: it is the chain rule p(y) = prod p(y_d | y_<d), one masked network giving each number's distribution, of whatever
// family a head of package nets has: classes, counts and bits as well as mixtures. It is drawn in as many steps as it has numbers.
//
//	training.Model{Net: flows.MADE{Dim: 256, Of: nets.Bernoulli{}, Hidden: []int{256, 256}}} // pictures of 16x16 in black and white
//
// Its Joint has exact densities and draws, the exact Marginal of numbers that depend on no other, and Condition on these, one after the other;
// the other marginals, means and covariances are estimates by seeded draws.
//
// # What they have in common
//
//   - They begin near the identity: the last layer of each network begins at 0, so that the first prediction is the normal
//     of the marginal's means and variances, or of Base in their units.
//   - They count in standard deviations of the training target from its mean, kept as states of the network ("target/mean",
//     "target/sd"), as the heads of package nets do. The unit of the target, and whether Model.Y scales it, mean nothing to the fit.
//   - x is the context of every network: all of it, or what Body makes of it. Unconditional leaves it out.
//   - Base may be any distribution: a Mixture of normals whose weights are learnt, heavier tails, or a type of one's own.
//
// # What a prediction can be asked
//
// A flow of one number (Dim 0 or 1) is monotone, and its parameters stand by row. So Model.Predict gives a Posterior with everything
// exact that a Posterior has: density, cdf, quantiles, draws, highest-density regions, modes. A flow of vectors gives a Joint by
// Model.PredictJoint: densities and draws are exact, Mode climbs from the densest draws, and means, covariances, marginals and levels are
// estimates by seeded draws, which its Warnings say. The weights of its networks are kept once, not by row; those of draws of the
// weights, such as a bnn.Ensemble's members, once a draw.
package flows
