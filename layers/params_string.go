package layers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/literal"
)

// String reads "3 parameters, 673 weights: body/dense_0/kernel (48, 13) float32, ...", as many of them named as have room.
func (p Params) String() string {
	const room = 140
	named, used := 0, 0
	var parts []string
	for path, v := range p.All() {
		text := literal.Cut(literal.Plain(path), 60) + " nil"
		if v != nil {
			text = fmt.Sprintf("%s %s %v", literal.Cut(literal.Plain(path), 60), build.ShapeString(v.Shape()), v.Dtype())
		}
		if used += len(text) + 2; named > 0 && used > room {
			parts = append(parts, fmt.Sprintf("and %d more", p.Len()-named))
			break
		}
		named, parts = named+1, append(parts, text)
	}
	s := fmt.Sprintf("%d parameters, %d weights", p.Len(), p.Count())
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}

// MarshalJSON is an error: encoding/json would make {} of them.
func (Params) MarshalJSON() ([]byte, error) {
	return nil, errors.New("layers: Params cannot be written as JSON: range over All and write each tensor")
}
