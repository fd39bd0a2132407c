package data

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Affine maps column j of d columns by u = (x - Shift[j]) / Scale[j]. Its JSON form gives back the same bits.
type Affine struct {
	Shift []float64 `json:"shift"`           // (d)
	Scale []float64 `json:"scale"`           // (d), finite and above 0
	Names []string  `json:"names,omitempty"` // of the columns (d), nil if they have none
	Units []string  `json:"units,omitempty"` // of the columns (d), "" for one without; nil if none are known

	// Least and Most are the smallest and largest value of each column (d) in the rows that FitX saw, so that a prediction far
	// outside them can be told; nil if they are not known.
	Least []float64 `json:"least,omitempty"`
	Most  []float64 `json:"most,omitempty"`

	Encodings []Encoding `json:"encodings,omitempty"` // that made some of the columns; nil if none did
}

// Forward sets dst, row after row, to the image of x (n, d). It panics unless len(dst) is n d and x has as many columns as
// the map.
func (a Affine) Forward(dst []float64, x *mat.Dense) { forward(a, dst, x) }

// Forward32 is Forward rounded once, at the end, to float32, as networks take it: shift and scale act in float64, so a
// narrow column far from 0 keeps its digits.
func (a Affine) Forward32(dst []float32, x *mat.Dense) { forward(a, dst, x) }

func forward[T float32 | float64](a Affine, dst []T, x *mat.Dense) {
	n, d := x.Dims()
	if d != len(a.Scale) || len(dst) != n*d {
		panic(fmt.Sprintf("data: Affine.Forward of %d columns: x is (%d, %d) and dst has length %d", len(a.Scale), n, d, len(dst)))
	}
	for i := range n {
		out := dst[i*d : (i+1)*d]
		for j, v := range x.RawRowView(i) {
			out[j] = T((v - a.Shift[j]) / a.Scale[j])
		}
	}
}

// Inverse sets dst to x = Shift[j] + Scale[j] u, both (n, d) row after row; dst may be u. Inverse of Forward is x within
// 2^-52 (|x| + 2 |x - Shift|). It panics unless the lengths are equal and a multiple of d.
func (a Affine) Inverse(dst, u []float64) { inverse(a, dst, u) }

// Inverse32 is Inverse of float32 numbers, computed in float64.
func (a Affine) Inverse32(dst []float64, u []float32) { inverse(a, dst, u) }

func inverse[T float32 | float64](a Affine, dst []float64, u []T) {
	d := len(a.Scale)
	if len(dst) != len(u) || d == 0 || len(u)%d != 0 {
		panic(fmt.Sprintf("data: Affine.Inverse of %d columns: u has length %d and dst %d", d, len(u), len(dst)))
	}
	for i := 0; i < len(u); i += d {
		for j := range d {
			// The conversion keeps processors with fused multiply-add from giving other bits.
			dst[i+j] = a.Shift[j] + float64(a.Scale[j]*float64(u[i+j]))
		}
	}
}

// LogScale returns the sum of log Scale[j], the log-volume of a unit cube in the columns' units: a density of u is that
// of x by log p(x) = log p(u) - LogScale, and the entropy of x is that of u + LogScale, in nats.
func (a Affine) LogScale() float64 {
	sum := 0.0
	for _, v := range a.Scale {
		sum += math.Log(v)
	}
	return sum
}

// Check returns an error unless there are as many shifts as scales, and names if any, all shifts are finite and all
// scales finite and above 0.
func (a Affine) Check() error {
	d := len(a.Scale)
	if d == 0 || len(a.Shift) != d || a.Names != nil && len(a.Names) != d {
		return fileError("", "scaling with %d shifts, %d scales and %d names: there is one of each for a column", len(a.Shift), d, len(a.Names))
	}
	if (a.Least != nil || a.Most != nil) && (len(a.Least) != d || len(a.Most) != d) {
		return fileError("", "scaling of %d columns with %d smallest and %d largest values: there is one of each for a column, or none at all", d, len(a.Least), len(a.Most))
	}
	if a.Units != nil && len(a.Units) != d {
		return fileError("", "scaling of %d columns with %d units: there is one for each, or none at all", d, len(a.Units))
	}
	for _, e := range a.Encodings {
		if !e.Fitted {
			return &Error{Column: e.Column, Row: -1, Err: fmt.Errorf("scaling with an encoding (%v) that is not fitted: predictions would fit it to rows of theirs", e.How)}
		}
	}
	for j := range d {
		if !finite(a.Shift[j]) || !finite(a.Scale[j]) || a.Scale[j] <= 0 {
			return columnError(j, "scaling with shift %v and scale %v: both are finite and the scale is above 0", a.Shift[j], a.Scale[j])
		}
	}
	return nil
}

// UnmarshalJSON reads what json.Marshal wrote and refuses what Check does.
func (a *Affine) UnmarshalJSON(b []byte) error {
	type plain Affine // without this method
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("data: scaling: %w", err)
	}
	if err := Affine(p).Check(); err != nil {
		return err
	}
	*a = Affine(p)
	return nil
}
