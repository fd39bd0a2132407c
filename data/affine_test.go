package data

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// roundTrip checks the bound that Inverse documents: x - Shift, the quotient, the product and the sum are rounded once
// each, by 2^-53 of themselves, which is 2^-53 (3 |x - Shift| + |x|) in sum to first order.
func roundTrip(t interface{ Errorf(string, ...any) }, name string, a Affine, x *mat.Dense) {
	n, d := x.Dims()
	u, back := make([]float64, n*d), make([]float64, n*d)
	a.Forward(u, x)
	a.Inverse(back, u)
	for i := range n {
		for j := range d {
			v, got := x.At(i, j), back[i*d+j]
			if bound := ulp * (math.Abs(v) + 2*math.Abs(v-a.Shift[j])); math.Abs(got-v) > bound {
				t.Errorf("%s: %v comes back as %v", name, v, got)
			}
		}
	}
}

func TestAffine(t *testing.T) {
	a := Affine{Shift: []float64{1, -2}, Scale: []float64{2, .5}}
	x := mat.NewDense(2, 2, []float64{3, -1, 1, -2})
	u := make([]float64, 4)
	a.Forward(u, x)
	if !same(u, []float64{1, 2, 0, 0}) {
		t.Errorf("forward %v", u)
	}
	// Scales that are powers of two lose nothing.
	a.Inverse(u, u)
	if !same(u, x.RawMatrix().Data) {
		t.Errorf("inverse %v", u)
	}
	if got, want := a.LogScale(), 0.0; got != want {
		t.Errorf("log scale %v, want %v", got, want)
	}
	if got, want := (Affine{Shift: []float64{0}, Scale: []float64{1.8334}}).LogScale(), math.Log(1.8334); got != want {
		t.Errorf("log scale %v, want %v", got, want)
	}
}

// The identity is exact for every number.
func TestAffineIdentityIsExact(t *testing.T) {
	v := []float64{0.1, 1e300, -5e-324, math.Pi, 1 << 60}
	a := must(Identity{}.Fit(mat.NewDense(5, 1, v)))
	u := make([]float64, 5)
	a.Forward(u, mat.NewDense(5, 1, v))
	a.Inverse(u, u)
	if !same(u, v) {
		t.Errorf("got %v", u)
	}
}

// Forward32 is Forward rounded once: a column of width 1 at 1e9, where float32 is 64 wide, keeps its digits.
func TestForward32(t *testing.T) {
	x := mat.NewDense(3, 1, []float64{1e9, 1e9 + 1./3, 1e9 + 1})
	a := must(MinMax{}.Fit(x))
	u, u32, back := make([]float64, 3), make([]float32, 3), make([]float64, 3)
	a.Forward(u, x)
	a.Forward32(u32, x)
	for i := range u {
		if u32[i] != float32(u[i]) {
			t.Errorf("row %d: %v, want %v", i, u32[i], float32(u[i]))
		}
	}
	a.Inverse32(back, u32)
	for i, v := range back {
		// Half an ulp of float32 on [0, 1), and the rounding of 1e9 itself.
		if math.Abs(v-x.At(i, 0)) > 0x1p-25+ulp*1e9 {
			t.Errorf("row %d comes back as %v", i, v)
		}
	}
}

// A window of a matrix has rows that are not contiguous.
func TestForwardOfAWindow(t *testing.T) {
	x := mat.NewDense(2, 3, []float64{0, 1, 2, 10, 11, 12}).Slice(0, 2, 1, 3).(*mat.Dense)
	u := make([]float64, 4)
	Affine{Shift: []float64{0, 0}, Scale: []float64{1, 1}}.Forward(u, x)
	if !same(u, []float64{1, 2, 11, 12}) {
		t.Errorf("forward %v", u)
	}
}

func TestAffinePanicsOnLengths(t *testing.T) {
	a := Affine{Shift: []float64{1, 2}, Scale: []float64{1, 2}}
	for want, call := range map[string]func(){
		"data: Affine.Forward of 2 columns: x is (1, 3) and dst has length 3": func() { a.Forward(make([]float64, 3), mat.NewDense(1, 3, nil)) },
		"data: Affine.Forward of 2 columns: x is (2, 2) and dst has length 3": func() { a.Forward32(make([]float32, 3), mat.NewDense(2, 2, nil)) },
		"data: Affine.Inverse of 2 columns: u has length 3 and dst 3":         func() { a.Inverse(make([]float64, 3), make([]float64, 3)) },
		"data: Affine.Inverse of 2 columns: u has length 4 and dst 2":         func() { a.Inverse32(make([]float64, 2), make([]float32, 4)) },
		"data: Affine.Inverse of 0 columns: u has length 0 and dst 0":         func() { Affine{}.Inverse(nil, nil) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panic %v, want %s", got, want)
				}
			}()
			call()
		}()
	}
}

func TestAffineJSON(t *testing.T) {
	a := Affine{Shift: []float64{0.1, -1e-300}, Scale: []float64{math.Pi, 5e-324}, Names: []string{"log10(Ngal)", "R_mean"}}
	text := string(must(json.Marshal(a)))
	if want := `{"shift":[0.1,-1e-300],"scale":[3.141592653589793,5e-324],"names":["log10(Ngal)","R_mean"]}`; text != want {
		t.Errorf("got %s, want %s", text, want)
	}
	var back Affine
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	if !same(back.Shift, a.Shift) || !same(back.Scale, a.Scale) || !slices.Equal(back.Names, a.Names) {
		t.Errorf("got %+v", back)
	}
}

func TestAffineJSONErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"shift":[1],"scale":[]}`:             "data: scaling with 1 shifts, 0 scales and 0 names: there is one of each for a column",
		`{"shift":[1],"scale":[1,2]}`:          "data: scaling with 1 shifts, 2 scales and 0 names: there is one of each for a column",
		`{"shift":[1],"scale":[1],"names":[]}`: "data: scaling with 1 shifts, 1 scales and 0 names: there is one of each for a column",
		`{"shift":[1,1],"scale":[1,0]}`:        `data: column "1": scaling with shift 1 and scale 0: both are finite and the scale is above 0`,
		`{"shift":[1],"scale":[-2]}`:           `data: column "0": scaling with shift 1 and scale -2: both are finite and the scale is above 0`,
		`{"shift":"x"}`:                        "data: scaling: json: cannot unmarshal string into Go struct field plain.shift of type []float64",
	} {
		old := Affine{Shift: []float64{7}}
		a := old
		wantError(t, json.Unmarshal([]byte(text), &a), "/", want)
		if !same(a.Shift, old.Shift) {
			t.Errorf("%s changed the map to %+v", text, a)
		}
	}
	wantError(t, Affine{Shift: []float64{math.NaN()}, Scale: []float64{1}}.Check(), "/", `data: column "0": scaling with shift NaN and scale 1: both are finite and the scale is above 0`)
}
