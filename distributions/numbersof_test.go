package distributions_test

import (
	"testing"

	"github.com/deepprob/deepprob/distributions"
)

// A constant has no name of its own: the error says which parameter it is.
func TestNumbersNameTheField(t *testing.T) {
	_, err := distributions.Numbers(distributions.Gamma{Concentration: distributions.Constant(1, 2), Rate: distributions.Constant(1, -2)})
	if want := "distributions: posterior: row 1: parameter Gamma.Rate is -2, but must be positive and finite"; err == nil || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
}
