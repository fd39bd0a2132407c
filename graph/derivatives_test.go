package graph_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// orders is the greatest order of derivatives that the table tells of.
const orders = 3

// row tells of the orders of one op, the worst of its instances.
type row [orders]string

// constant reports whether a gradient does not reach the operands, so that it is zero by definition.
func (t *tower) constant(k int) bool {
	for _, d := range t.grads[k] {
		for d.Op().String() != "full(0)" {
			in := build.Children(d)
			if !strings.HasPrefix(d.Op().String(), "Reshape") {
				return false
			}
			d = in[0]
		}
	}
	return true
}

// derive fills a row, and reports what is wrong.
func derive(t *testing.T, d derivative, all row) row {
	r := rand.New(rand.NewPCG(1, uint64(len(d.op))))
	tw := newTower(d, r, orders)
	unchanged(t, d, tw)
	for k := range orders {
		found := "right"
		switch {
		case k >= len(tw.grads):
			var b *graph.BuildError
			if found = "refused"; !errors.As(tw.refused, &b) || b.Hint == "" {
				t.Errorf("%s, order %d: %v is not a BuildError with a hint", d.op, k+1, tw.refused)
			}
		case tw.constant(k):
			found = "zero"
			fallthrough
		default:
			if err := tw.check(k, r); err != nil {
				t.Errorf("%s of %v: %v", d.op, shapesOf(d), err)
			}
		}
		all[k] = slices.MaxFunc([]string{all[k], found}, func(a, b string) int { return rank(a) - rank(b) })
	}
	return all
}

// unchanged compares the function with itself where nothing was differentiated.
func unchanged(t *testing.T, d derivative, tw *tower) {
	plain := newTower(d, rand.New(rand.NewPCG(1, uint64(len(d.op)))), 0)
	before, err1 := plain.forward()
	after, err2 := tw.forward()
	if err := cmp.Or(tw.touched, err1, err2); err != nil && d.op != "Dropout" {
		t.Errorf("%s of %v: %v", d.op, shapesOf(d), err)
	}
	same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
	if !slices.EqualFunc(before, after, same) {
		t.Errorf("%s of %v was %v, and is %v once it has been differentiated", d.op, shapesOf(d), before, after)
	}
}

func rank(s string) int { return slices.Index([]string{"", "zero", "right", "refused"}, s) }

func shapesOf(d derivative) (s []tensor.Shape) {
	for _, o := range d.operands {
		s = append(s, o.shape)
	}
	return s
}

const tableHead = `# Derivatives

Written by TestDerivatives, which compares each derivative that graph.Gradient gives with differences of the one of an
order less, in float64, on random operands of several shapes and axes. "right": they agree to 1e-7. "zero": the op
is constant almost everywhere, and so is the derivative. "refused": asking for it is a BuildError that says what to use
instead. Ops of Gorgonia that are not here are refused.

| op | 1st | 2nd | 3rd |
|---|---|---|---|
`

// The table in the tree says what is so, and nothing is wrong.
func TestDerivatives(t *testing.T) {
	var b strings.Builder
	b.WriteString(tableHead)
	for _, list := range [][]derivative{nativeDerivatives(), ownDerivatives()} {
		rows := map[string]row{}
		for _, d := range list {
			rows[d.op] = derive(t, d, rows[d.op])
		}
		for _, op := range slices.Sorted(maps.Keys(rows)) {
			found := rows[op]
			fmt.Fprintf(&b, "| %s | %s |\n", op, strings.Join(found[:], " | "))
		}
	}
	const file = "DERIVATIVES.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(file); err != nil || string(was) != b.String() {
		t.Errorf("%s is not what was found (%v): go test ./graph -run TestDerivatives -update\n%s", file, err, b.String())
	}
}
