package figures

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Cluster is what Posteriors draws of one galaxy cluster: its posterior density under the training prior and under the flat one
// on a common ascending grid of log-masses, and numbers of the latter.
type Cluster struct {
	X             []float64    // log10 M200c
	Before, After []float64    // densities per dex at X, under the training prior and the flat one
	Truth         float64      // the cluster's log-mass
	Mean, Mode    float64      // of After
	HPD           [][2]float64 // the disjoint intervals of the 68% highest posterior density region of After
}

// check returns what keeps a cluster from being drawn.
func (k Cluster) check() error {
	if len(k.X) < 2 || len(k.Before) != len(k.X) || len(k.After) != len(k.X) {
		return fmt.Errorf("grid of %d points, densities of %d before and %d after: want one length of 2 or more", len(k.X), len(k.Before), len(k.After))
	}
	for i := range k.X {
		if i > 0 && !(k.X[i] > k.X[i-1]) {
			return fmt.Errorf("grid point %d is %v after %v: want an ascending grid", i, k.X[i], k.X[i-1])
		}
		if sum := k.X[i] + k.Before[i] + k.After[i]; math.IsNaN(sum) || math.IsInf(sum, 0) || min(k.Before[i], k.After[i]) < 0 {
			return fmt.Errorf("grid point %d (%v): densities %v before and %v after: want finite ones, not negative", i, k.X[i], k.Before[i], k.After[i])
		}
	}
	if slices.Max(k.Before) == 0 || slices.Max(k.After) == 0 {
		return fmt.Errorf("a density is zero on the whole grid of %v to %v: check the grid's range", k.X[0], k.X[len(k.X)-1])
	}
	if sum := k.Truth + k.Mean + k.Mode; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return fmt.Errorf("truth %v, mean %v, mode %v: want finite masses", k.Truth, k.Mean, k.Mode)
	}
	return nil
}

// The looks of Posteriors.
var (
	beforeLine = draw.LineStyle{Color: figure.Blue, Width: 1.4}
	afterLine  = draw.LineStyle{Color: figure.Orange, Width: 1.6}
	hpdLine    = draw.LineStyle{Color: figure.Orange, Width: 4}
	truthLine  = draw.LineStyle{Color: figure.Ink, Width: 1.4, Dashes: []vg.Length{5, 3}}
	meanGlyph  = figure.Diamond(4, figure.White, figure.Orange)
	modeGlyph  = figure.Circle(3.8, figure.Orange, figure.White)
)

// Posteriors draws single clusters, three a row in the order given: the density before and after the change of prior, the truth,
// and of the latter the mean, the mode and the 68% highest density region, which may be several intervals. No clusters, grids
// that do not ascend and densities that are negative or not finite are errors that name the cluster.
func (s Source) Posteriors(path string, clusters []Cluster) error {
	if len(clusters) == 0 {
		return fmt.Errorf("figures: %s: no clusters to draw", path)
	}
	for i, k := range clusters {
		if err := k.check(); err != nil {
			return fmt.Errorf("figures: %s: cluster %d: %w", path, i, err)
		}
	}
	return s.posteriorsPage(clusters).Save(path)
}

func (s Source) posteriorsPage(clusters []Cluster) *figure.Page {
	cols := min(3, len(clusters))
	rows := (len(clusters) + cols - 1) / cols
	pg := figure.NewPage(vg.Length(110+185*rows), "Posteriors of single clusters before and after the change of prior",
		s.of("Divided by the training prior and normalized, a density moves towards masses that were rare in training."))
	strip := pg.Strip(24)
	figure.Key(strip, figure.KeyLine("training prior", beforeLine), figure.KeyLine("flat prior", afterLine), figure.KeyLine("68% HPD", hpdLine),
		figure.KeyGlyph("mean", meanGlyph), figure.KeyGlyph("mode", modeGlyph), figure.KeyBar("truth", truthLine))
	plots := make([][]*plot.Plot, rows)
	for r := range plots {
		plots[r] = make([]*plot.Plot, cols)
	}
	for i, k := range clusters {
		p := k.panel()
		if i%cols == 0 {
			p.Y.Label.Text = "density per dex"
		}
		if i+cols >= len(clusters) {
			p.X.Label.Text = axisLabel
		}
		plots[i/cols][i%cols] = p
	}
	pg.Grid(plots, 20, 12, func(r, c int) (string, string) {
		k := clusters[r*cols+c]
		return fmt.Sprintf("True mass %.2f", k.Truth), k.region()
	})
	return pg
}

// panel is one cluster. The axis of densities is its own: a sharp posterior would flatten the others.
func (k Cluster) panel() *plot.Plot {
	p := figure.NewPlot()
	p.X.Min, p.X.Max = k.X[0]-.03, k.X[len(k.X)-1]+.03 // the ends of the support stand free
	p.X.Tick.Marker = figure.Ticks(math.Ceil(p.X.Min*2)/2, math.Floor(p.X.Max*2)/2, .5, 1, 5)
	top := max(slices.Max(k.Before), slices.Max(k.After))
	p.Y.Min, p.Y.Max = 0, 1.12*top
	p.Y.Tick.Marker = figure.Nice(0, p.Y.Max)
	p.Add(figure.Area(k.X, k.Before, figure.Faded(figure.Blue, .12)))
	for _, in := range k.HPD {
		x, y := within(k.X, k.After, in)
		p.Add(figure.Area(x, y, figure.Faded(figure.Orange, .25)))
	}
	p.Add(figure.Stroke(k.X, k.Before, beforeLine), figure.Stroke(k.X, k.After, afterLine), figure.Vertical(k.Truth, truthLine))
	for _, in := range k.HPD {
		p.Add(figure.Stroke([]float64{in[0], in[1]}, []float64{.012 * top, .012 * top}, hpdLine))
	}
	p.Add(figure.Dots([]float64{k.Mode}, []float64{peak(k.X, k.After, k.Mode)}, modeGlyph))
	p.Add(figure.Dots([]float64{k.Mean}, []float64{interpolate(k.X, k.After, k.Mean)}, meanGlyph))
	return p
}

// region is the 68% region in words.
func (k Cluster) region() string {
	if len(k.HPD) == 1 {
		return fmt.Sprintf("68%% in %.2f–%.2f", k.HPD[0][0], k.HPD[0][1])
	}
	return fmt.Sprintf("68%% in %d intervals", len(k.HPD))
}

// peak is the larger y at the grid points on either side of v: a mode sits on a jump as often as not, and belongs to the high side.
func peak(x, y []float64, v float64) float64 {
	i, _ := slices.BinarySearch(x, v)
	return max(y[max(i-1, 0)], y[min(i, len(x)-1)])
}

// interpolate is the value at v of the line through (x, y), held constant beyond its ends.
func interpolate(x, y []float64, v float64) float64 {
	i, _ := slices.BinarySearch(x, v)
	if i == 0 || i == len(x) {
		return y[min(i, len(x)-1)]
	}
	t := (v - x[i-1]) / (x[i] - x[i-1])
	return y[i-1] + t*(y[i]-y[i-1])
}

// within is the part of the line through (x, y) over an interval.
func within(x, y []float64, in [2]float64) (u, v []float64) {
	lo, hi := max(in[0], x[0]), min(in[1], x[len(x)-1])
	if !(lo < hi) {
		return nil, nil
	}
	u, v = append(u, lo), append(v, interpolate(x, y, lo))
	for i := range x {
		if x[i] > lo && x[i] < hi {
			u, v = append(u, x[i]), append(v, y[i])
		}
	}
	return append(u, hi), append(v, interpolate(x, y, hi))
}
