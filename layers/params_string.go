package layers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
)

// String reads "3 parameters, 673 weights: body/dense_0/kernel (48, 13) float32, ...", at most 8 of them named.
func (p Params) String() string {
	const most = 8
	var parts []string
	for path, v := range p.All() {
		switch {
		case len(parts) == most:
			parts = append(parts, fmt.Sprintf("and %d more", p.Len()-most))
		case len(parts) > most:
		case v == nil:
			parts = append(parts, path+" nil")
		default:
			parts = append(parts, fmt.Sprintf("%s %s %v", path, build.ShapeString(v.Shape()), v.Dtype()))
		}
	}
	weights := 0
	for _, v := range p.All() {
		if v != nil {
			weights += v.Size()
		}
	}
	s := fmt.Sprintf("%d parameters, %d weights", p.Len(), weights)
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}

// MarshalJSON is an error: encoding/json would make {} of them.
func (Params) MarshalJSON() ([]byte, error) {
	return nil, errors.New("layers: Params cannot be written as JSON: range over All and write each tensor")
}
