package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// jointPrograms is the formulas of a distribution of vectors, each compiled when it is first asked for.
type jointPrograms struct {
	*nodePrograms
	k     int          // numbers of an event
	whole Distribution // d, as one of vectors

	mu      sync.Mutex
	fns     map[string]*jointFunc
	derived map[string]*derivation
}

// jointFunc is a formula of the parameters and of inputs of its own.
type jointFunc struct {
	*graph.Func
	once sync.Once
	err  error // why it cannot be computed
}

func newJointPrograms(d Distribution) *jointPrograms {
	if d == nil {
		build.Fail("joint", nil, "the distribution is nil: the network's Forward must return one")
	}
	batch, event := d.BatchShape(), d.EventShape()
	if len(batch) != 1 || len(event) > 1 {
		build.Fail("joint", []tensor.Shape{batch, event}, "batch and event of %T must be (n) and (k): one distribution of vectors a row, or of single numbers", d)
	}
	p := &nodePrograms{event: event}
	p.declare(d, batch[0])
	return jointOver(p)
}

// jointOver is the formulas of what p declares.
func jointOver(p *nodePrograms) *jointPrograms {
	whole := asVector(p.d)
	return &jointPrograms{nodePrograms: p, k: whole.EventShape()[0], whole: whole, fns: map[string]*jointFunc{}}
}

// asVector makes a vector of one of a number.
func asVector(d Distribution) Distribution {
	if len(d.EventShape()) == 0 {
		return Independent{Base: spread(d, 0)}
	}
	return d
}

// formula is the function of that name.
func (p *jointPrograms) formula(name string, inputs int, f func(d Distribution, in G.Nodes) G.Nodes) *jointFunc {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fn := p.fns[name]; fn != nil {
		return fn
	}
	fn := &jointFunc{Func: graph.NewFunc(func(in G.Nodes) G.Nodes { return f(p.on(in), in[len(p.params):]) })}
	for i := range len(p.params) + inputs {
		fn.InputNames = append(fn.InputNames, fmt.Sprint("input ", i)) // a mean may not need them all
	}
	p.fns[name] = fn
	return fn
}

// on is the distribution of vectors on other nodes of its parameters.
func (p *jointPrograms) on(in G.Nodes) Distribution {
	k := 0
	return asVector(Map(p.d, func(*G.Node) *G.Node { k++; return in[p.use[k-1]] }))
}

// jointRows is rows of vectors: the formulas with values. Row i of draw s of S is row i*S + s; parameters that rows share may differ by draw.
type jointRows struct {
	*jointPrograms
	n, draws int
	values   []paramValues
}

// bindJoint gives the formulas the values of draws, all of the same rows: row i of draw s is row i*S + s.
func (p *jointPrograms) bindJoint(draws ...func(n *G.Node) G.Value) (jointRows, error) {
	values, n, err := p.bound(draws...)
	if err != nil {
		return jointRows{}, err
	}
	f := jointRows{jointPrograms: p, n: n * len(draws), draws: len(draws), values: values}
	return f, f.can(f.densities(), rowInput{tensor.Shape{p.k}, make([]float64, p.k)})
}

// A rowInput is an input with so many numbers for each row that is asked for.
type rowInput struct {
	shape tensor.Shape
	data  []float64
}

// can tries a formula on the first row, so that mistakes show here and what has no closed form is known.
func (f jointRows) can(fn *jointFunc, in ...rowInput) error {
	fn.once.Do(func() { fn.err = f.block(fn, []int{0}, []int{0}, 1, in, func([]G.Value) {}) })
	return fn.err
}

// block runs fn on so many rows, those of index at the places at, of one draw if it counts, and then the last of them again.
func (f jointRows) block(fn *jointFunc, index, at []int, size int, in []rowInput, use func(out []G.Value)) error {
	var values []G.Value
	for k, v := range f.values {
		param := f.params[k]
		if !param.rowed {
			x := ops.NewValue(tensor.Float64, param.input)
			v.read(ops.Data[float64](x), index[at[0]]%v.period*v.width)
			values = append(values, x)
			continue
		}
		x := ops.NewValue(tensor.Float64, join(tensor.Shape{size}, param.input))
		data := ops.Data[float64](x)
		for i := range size {
			row := index[at[min(i, len(at)-1)]]
			v.read(data[i*v.width:(i+1)*v.width], row%v.period*v.width)
		}
		values = append(values, x)
	}
	for _, in := range in {
		x := ops.NewValue(tensor.Float64, join(tensor.Shape{size}, in.shape))
		data, width := ops.Data[float64](x), in.shape.TotalSize()
		for i := range size {
			from := at[min(i, len(at)-1)]
			copy(data[i*width:(i+1)*width], in.data[from*width:(from+1)*width])
		}
		values = append(values, x)
	}
	return fn.Run(values, func(out []G.Value) error { use(out); return nil })
}

// run computes fn for the rows of index, each with its inputs, and hands over the outputs' numbers for those at some places of it. An
// error cannot be but a bug: the formula has been tried.
func (f jointRows) run(fn *jointFunc, index []int, in []rowInput, use func(at []int, out []G.Value)) {
	most := maxBlock
	for _, in := range in {
		most = max(1, min(most, 4*maxTable/max(1, in.shape.TotalSize())))
	}
	for _, places := range f.together(index) {
		density.Parcels(len(places), most, func(_ *density.Solver, from, to int) {
			for first := from; first < to; {
				take, size := chunk(to - first)
				at := places[first : first+take]
				if err := f.block(fn, index, at, size, in, func(out []G.Value) { use(at, out) }); err != nil {
					panic(fmt.Sprintf("distributions: joint: %v", err))
				}
				first += take
			}
		})
	}
}

// together is the places of index that one program may run together: all, unless rows share parameters that draws do not.
func (f jointRows) together(index []int) [][]int {
	all := upTo(0, len(index))
	if !f.apart() {
		return [][]int{all}
	}
	of := make([][]int, f.draws)
	for _, at := range all {
		draw := index[at] % f.draws
		of[draw] = append(of[draw], at)
	}
	return of
}

// apart reports whether draws differ in parameters that their rows share.
func (f jointRows) apart() bool {
	for k, v := range f.values {
		if !f.params[k].rowed && v.period > 1 {
			return true
		}
	}
	return false
}

// numbers is the first output of fn for the rows of index, width numbers each.
func (f jointRows) numbers(fn *jointFunc, index []int, width int, in ...rowInput) []float64 {
	out := make([]float64, len(index)*width)
	f.run(fn, index, in, func(at []int, v []G.Value) {
		from := ops.Data[float64](v[0])
		for i, to := range at {
			copy(out[to*width:(to+1)*width], from[i*width:])
		}
	})
	return out
}

// densities is the formula of the log-density.
func (p *jointPrograms) densities() *jointFunc {
	return p.formula("log-prob", 1, func(d Distribution, in G.Nodes) G.Nodes { return G.Nodes{LogProb(d, in[0])} })
}

// pointBlock is how many points of a row are asked together.
const pointBlock = 128

// logProb is the log-density of each row of index at m points of its own, y of m*k numbers each.
func (f jointRows) logProb(index []int, m int, y []float64) []float64 {
	if m == 1 {
		return f.numbers(f.densities(), index, 1, rowInput{tensor.Shape{f.k}, y})
	}
	out := make([]float64, len(index)*m)
	for first := 0; first < m; {
		take, size := chunk(min(m-first, pointBlock))
		size = max(size, 2) // a grid of one point is none
		part := make([]float64, len(index)*size*f.k)
		for i := range index {
			own := y[(i*m+first)*f.k : (i*m+first+take)*f.k]
			to := part[i*size*f.k : (i+1)*size*f.k]
			for n := copy(to, own); n < len(to); n += f.k {
				copy(to[n:n+f.k], own[len(own)-f.k:])
			}
		}
		logs := f.numbers(f.densities(), index, size, rowInput{tensor.Shape{size, f.k}, part})
		for i := range index {
			copy(out[i*m+first:i*m+first+take], logs[i*size:])
		}
		first += take
	}
	return out
}

// upTo is 0 to n-1.
func upTo(first, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = first + i
	}
	return out
}
