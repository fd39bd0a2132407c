package distributions

import (
	"errors"
	"fmt"
)

// String reads "posterior of 1000 rows, continuous, mixtures of 100 draws".
func (q Posterior) String() string {
	if q.n == 0 {
		return "posterior of 0 rows"
	}
	kind := "continuous"
	if q.has().Discrete() {
		kind = "discrete"
	}
	s := fmt.Sprintf("posterior of %d rows, %s", q.n, kind)
	if q.n == 1 {
		s = "posterior of 1 row, " + kind
	}
	if draws := q.Draws(); draws > 1 {
		s += fmt.Sprintf(", mixtures of %d draws", draws)
	}
	return s
}

// MarshalJSON is an error: a Posterior is a function of y, and {} would be what encoding/json makes of it.
func (Posterior) MarshalJSON() ([]byte, error) {
	return nil, errors.New("distributions: a Posterior cannot be written as JSON: write what is asked of it, such as Mean and Quantile")
}
