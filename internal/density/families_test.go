package density

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

func closeTo(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.15g, want %.15g within %.1g; off by %.2g", what, got, want, tol, got-want)
	}
}

// normals is rows of mixtures of normals on the line, with charts, cdf and moments.
type normals struct {
	rows [][]float64 // triples of weight, loc, scale
	has  Closed
}

var _ Charts = (*normals)(nil)

func newNormals(rows ...[]float64) *normals {
	n := &normals{rows: rows}
	n.has = Closed{LogProbRows: n.logProbRows, CDF: n.cdf, Moments: n.moments, Charts: n}
	return n
}

// randomNormals is n rows of k components on [0, 1], down to widths of 1e-4.
func randomNormals(n, k int, seed uint64) *normals {
	r, rows := rand.New(rand.NewPCG(seed, 1)), make([][]float64, n)
	for i := range rows {
		for range k {
			rows[i] = append(rows[i], 1/float64(k), .1+.8*r.Float64(), math.Pow(10, -1-3*r.Float64()))
		}
	}
	return newNormals(rows...)
}

func (n *normals) Has() *Closed                          { return &n.has }
func (n *normals) Rows() int                             { return len(n.rows) }
func (n *normals) Support(int) (lo, hi float64)          { return math.Inf(-1), math.Inf(1) }
func (n *normals) Breaks(_ int, dst []float64) []float64 { return dst }
func (n *normals) Columns() int                          { return 1 }
func (n *normals) Features(i int, dst []Feature) []Feature {
	for t := n.rows[i]; len(t) > 0; t = t[3:] {
		dst = append(dst, Feature{t[1], t[2]})
	}
	return dst
}

func (n *normals) LogProb(i int, y, out []float64) {
	var t Numbers
	n.Numbers(i, &t)
	n.LogChart(&t, Chart{X: y, Add: make([]float64, len(y))}, out)
}

func (n *normals) Chart(_ int, y []float64, c Chart) {
	copy(c.X, y)
	clear(c.Add)
}

func (n *normals) Numbers(i int, t *Numbers) {
	row := n.rows[i]
	t.Size(len(row) / 3)
	t.Top = math.Inf(-1)
	for k := range t.A {
		w, loc, scale := row[3*k], row[3*k+1], row[3*k+2]
		t.A[k], t.B[k] = loc, math.Sqrt(math.Log2E/2)/scale
		t.C[k] = (math.Log(w/scale) - math.Log(2*math.Pi)/2) * math.Log2E
		t.Top = max(t.Top, math.Round(t.C[k]))
	}
}

func (n *normals) LogChart(t *Numbers, c Chart, out []float64) {
	kernel.LogMixNormals(out, c.X, t.Top, t.C, t.A, t.B)
	for j, a := range c.Add {
		if out[j] += a; out[j] < -1e290 {
			out[j] = math.Inf(-1)
		}
	}
}

func (n *normals) logProbRows(first int, y, out []float64) {
	for j := range y {
		n.LogProb(first+j, y[j:j+1], out[j:j+1])
	}
}

func (n *normals) cdf(i int, y, out []float64) {
	clear(out)
	for t := n.rows[i]; len(t) > 0; t = t[3:] {
		for j, v := range y {
			out[j] += t[0] * math.Erfc((t[1]-v)/t[2]/math.Sqrt2) / 2
		}
	}
}

func (n *normals) moments(i int) (mean, variance float64) {
	square := 0.
	for t := n.rows[i]; len(t) > 0; t = t[3:] {
		mean, square = mean+t[0]*t[1], square+t[0]*(t[2]*t[2]+t[1]*t[1])
	}
	return mean, square - mean*mean
}

// open is a family without what it knows.
type open struct{ Family }

var nothing Closed

func (open) Has() *Closed { return &nothing }

// power is rows of the density a y^(a-1) on [0, 1], infinite at 0 for a < 1.
type power []float64

func (power) Has() *Closed                            { return &nothing }
func (p power) Rows() int                             { return len(p) }
func (power) Support(int) (lo, hi float64)            { return 0, 1 }
func (power) Breaks(_ int, dst []float64) []float64   { return dst }
func (power) Features(_ int, dst []Feature) []Feature { return dst }
func (p power) LogProb(i int, y, out []float64) {
	for j, v := range y {
		if out[j] = math.Log(p[i]) + (p[i]-1)*kernel.Log64(v); !(v >= 0 && v <= 1) {
			out[j] = math.Inf(-1)
		}
	}
}

// dice is rows of the points 0, 1, 2, ... with these masses.
type dice struct {
	mass [][]float64
	has  Closed
}

func newDice(mass ...[]float64) *dice {
	d := &dice{mass: mass}
	d.has.Atoms = d.atoms
	return d
}

func (d *dice) Has() *Closed                            { return &d.has }
func (d *dice) Rows() int                               { return len(d.mass) }
func (d *dice) Support(i int) (lo, hi float64)          { return 0, float64(len(d.mass[i]) - 1) }
func (d *dice) Breaks(_ int, dst []float64) []float64   { return dst }
func (d *dice) Features(_ int, dst []Feature) []Feature { return dst }
func (d *dice) atoms(i int, dst []float64) []float64 {
	for k := range d.mass[i] {
		dst = append(dst, float64(k))
	}
	return dst
}

func (d *dice) LogProb(i int, y, out []float64) {
	for j, v := range y {
		if out[j] = math.Inf(-1); v >= 0 && v < float64(len(d.mass[i])) && v == math.Trunc(v) {
			out[j] = math.Log(d.mass[i][int(v)])
		}
	}
}

// bins is a weight that is constant between edges.
type bins struct {
	edges, logs []float64
}

func (b bins) Trim(lo, hi float64) (from, to float64) {
	return max(lo, b.edges[0]), min(hi, b.edges[len(b.edges)-1])
}
func (b bins) Breaks() []float64 { return b.edges }
func (b bins) Regular() bool     { return true }
func (b bins) Constant(from, to float64, _ int) (log float64, piece int) {
	var out [1]float64
	b.Add([]float64{from + (to-from)/2}, out[:], true)
	return out[0], 0
}

func (b bins) Add(y, out []float64, fresh bool) {
	for j, v := range y {
		log := math.Inf(-1)
		for k := range b.logs {
			if v >= b.edges[k] && (v < b.edges[k+1] || k == len(b.logs)-1 && v == b.edges[k+1]) {
				log = b.logs[k]
			}
		}
		if fresh {
			out[j] = 0
		}
		out[j] += log
	}
}

// newBins is n bins of [0, 1] with weights that fall and rise.
func newBins(n int) bins {
	b := bins{edges: make([]float64, n+1), logs: make([]float64, n)}
	for k := range b.edges {
		b.edges[k] = float64(k) / float64(n)
	}
	for k := range b.logs {
		b.logs[k] = math.Sin(3 * b.edges[k])
	}
	return b
}
