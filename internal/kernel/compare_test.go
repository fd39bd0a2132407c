package kernel

import "testing"

// What is chosen, cut and told is what the docs say, number by number, at every level and without assembly.
func TestChoicesByDefinition(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testChoices[float32])
		t.Run("float64", testChoices[float64])
	})
}

func testChoices[T Float](t *testing.T) {
	const lo, hi = -1, 5
	clip, between, either := Clip[T](lo, hi), Between[T](lo, hi), SelectBetween[T](lo, hi)
	for n := range 40 {
		all := mixed[T](140)
		x, a, b, mask := all[n:2*n], all[100-n:100], all[60:60+n], make([]T, n)
		want := map[string][]T{}
		for i, v := range x {
			in := v >= lo && v <= hi
			mask[i] = truth[T](in)
			want["between"] = append(want["between"], truth[T](in))
			switch {
			case v < lo:
				v = lo
			case v > hi:
				v = hi
			}
			want["clip"] = append(want["clip"], v)
			if v = b[i]; in {
				v = a[i]
			}
			want["select"], want["select between"] = append(want["select"], v), append(want["select between"], v)
		}
		for name, f := range map[string]func(dst []T){
			"between": func(dst []T) { between(dst, x) }, "clip": func(dst []T) { clip(dst, x) },
			"select": func(dst []T) { Select(dst, mask, a, b) }, "select between": func(dst []T) { either(dst, x, a, b) },
		} {
			got := make([]T, n)
			Fill(got, untouched)
			if f(got); !sameBits(got, want[name]) {
				t.Fatalf("%s of %v: %v, want %v", name, x, got, want[name])
			}
		}
	}
}
