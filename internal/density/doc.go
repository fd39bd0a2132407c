// Package density answers questions about one-dimensional densities, of which only the logarithm need be known: mass, moments, modes,
// quantiles, highest-density regions, entropy and scores of each row of a Family, without a graph.
//
// No grid is chosen by anybody. The support of a row is cut at the breaks of its density and around its announced
// features, and each piece is a polynomial through 5, 9 or 17 Chebyshev points, halved until what its coefficients
// leave out is estimated below 1e-11 of the row's mass (Trefethen 2013, Approximation Theory and Approximation Practice, chapters 8 and 19).
// Mass, moments, entropy, cdf, quantiles and intervals are integrals of these polynomials; log-densities always come
// from the family. Integrable infinities at an end of the support are mapped away. Rows of atoms are sums.
//
// A Family tells what it knows besides its density by one method, Has, which returns a Closed of optional functions. A family made of
// another one is one type in one file: it fills its Closed from that of the other (see Scale). Solve answers for a row, Rows for many,
// of which it keeps what the next question needs. Rows are independent: any number of cores gives the same bits, and a row alone the
// same bits as among others.
package density
