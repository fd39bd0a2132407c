package bnn

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// kronecker keeps of F a block for each layer,
//
//	F ~ (sum a a') x (sum g g') / count                  (in·out, in·out)
//
// where a is what the layer sees (with a 1 for the bias) and g the derivative by what it gives (Martens and Grosse 2015,
// arXiv:1503.05671). Of a layer that is applied at several positions of a row, a and g are those of each position, and
// count is that of positions (Grosse and Martens 2016, arXiv:1602.01407, there for convolutions), or if reduced a is the
// mean and g the sum over the positions of a row, and count is that of rows (Eschenhagen et al. 2023, arXiv:2311.00636:
// expand and reduce). The first is exact where the losses of positions add up, the second where the layer's outputs are averaged before
// anything else happens; both in a linear network of one row. Of weights that no Linear applies, such as scales of a
// normalization, only the diagonal is kept.
type kronecker struct {
	*subset
	reduce bool
	layers []*kronLayer
	rest   diagonalStructure // over all elements, of which those of layers stay 0
	own    []restSlot
}

// restSlot is a parameter that has a diagonal: size columns of the jacobian, from column on, are elements from at on.
type restSlot struct{ column, at, size int }

// newKronecker takes the layers of a pass apart; targets are what F is about, more what has to be computed beside it.
func newKronecker(r *oneRow, s *subset, reduce bool) (k *kronecker, targets, more G.Nodes, err error) {
	defer build.Recover(&err)
	k = &kronecker{subset: s, reduce: reduce, rest: *newDiagonal(s)}
	column := 0
	taken := map[string]bool{}
	for _, l := range r.seen {
		at := func(name string) int {
			i := slices.IndexFunc(s.slots, func(s slot) bool { return s.path == l.param(name) })
			if i < 0 {
				return -1
			}
			taken[l.param(name)] = true
			return s.slots[i].from
		}
		kl := &kronLayer{z: l.z, out: l.out, kernel: at("kernel"), bias: at("bias"), column: column}
		if kl.kernel < 0 && kl.bias < 0 {
			continue
		}
		if kl.kernel >= 0 {
			kl.see(r, l)
			more = append(more, kl.rows)
		}
		if kl.bias >= 0 {
			kl.in++
		}
		kl.a, kl.b = mat.NewDense(kl.in, kl.in, nil), mat.NewDense(kl.out, kl.out, nil)
		column += l.z.Shape().TotalSize()
		k.layers, targets = append(k.layers, kl), append(targets, l.z)
	}
	for _, slot := range s.slots {
		if !taken[slot.path] {
			n := slot.to - slot.from
			k.own, targets = append(k.own, restSlot{column, slot.from, n}), append(targets, r.pass.Node(slot.path))
			column += n
		}
	}
	return k, targets, more, nil
}

// bind gives the program the identities.
func (k *kronecker) bind(j *jacobian) error {
	for _, l := range k.layers {
		if l.identity == nil {
			continue
		}
		v := room(l.identity.Shape()...)
		x := ops.Data[float64](v)
		for i := 0; i < len(x); i += l.identity.Shape()[l.identity.Dims()-1] + 1 {
			x[i] = 1
		}
		if err := j.program.Let(l.identity, v); err != nil {
			return err
		}
	}
	return nil
}

func (k *kronecker) add(j *jacobian, r *mat.Dense, sign float64) {
	for _, l := range k.layers {
		l.add(j, r, k.reduce, sign)
	}
	n, _ := r.Dims()
	for i := range n {
		for _, s := range k.own {
			for e, v := range r.RawRowView(i)[s.column : s.column+s.size] {
				k.rest.fisher[s.at+e] += sign * v * v
			}
		}
	}
}
