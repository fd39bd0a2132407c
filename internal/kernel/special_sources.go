package kernel

import "embed"

// Sources is the text of the special functions that exported networks may need, which are written in plain Go on package math alone.
//
//go:embed special_beta.go special_beta_large.go special_coefficients.go special_counts.go special_gamma.go special_log.go
//go:embed special_incbeta.go special_incbeta_large.go special_incbeta_tails.go
//go:embed special_incgamma.go special_incgamma_coefficients.go special_incgamma_tails.go special_incgamma_temme.go
//go:embed special_normal.go special_quantile.go special_root.go special_shapes.go special_sigmoid.go special_tail.go
var Sources embed.FS
