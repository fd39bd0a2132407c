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

// Prior draws the distribution of the training log-masses, a histogram of so many bins over their range as a density per dex,
// smooth estimates of the same density, and the flat prior over flat[0]..flat[1] that replaces it. The axis of densities is logarithmic: the vertical distance between
// the two is the weight the change of prior gives a mass, and empty bins gape. No bins, a mass that is not finite, masses that
// are all equal and an empty flat range are errors.
func (s Source) Prior(path string, masses []float64, bins int, flat [2]float64, curves ...PriorCurve) error {
	h, err := newHistogram(masses, bins)
	if err != nil {
		return fmt.Errorf("figures: %s: %w", path, err)
	}
	if !(flat[0] < flat[1]) || math.IsInf(flat[1]-flat[0], 0) {
		return fmt.Errorf("figures: %s: flat prior from %v to %v: want two ascending masses", path, flat[0], flat[1])
	}
	return s.priorPage(h, len(masses), flat, curves).Save(path)
}

func (s Source) priorPage(h histogram, rows int, flat [2]float64, curves []PriorCurve) *figure.Page {
	pg := figure.NewPage(318, "The prior hidden in the training set",
		s.of(fmt.Sprintf("%s training clusters. A posterior learned from them carries their distribution as its prior.", figure.Grouped(rows))))
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = axisLabel, "density per dex"
	p.X.Min, p.X.Max = min(h.at(0), flat[0])-.03, max(h.at(len(h.density)), flat[1])+.03
	p.X.Tick.Marker = figure.Ticks(math.Ceil(p.X.Min*2)/2, math.Floor(p.X.Max*2)/2, .5, 1, 5)
	p.Y.Scale = figure.Log{}
	level := 1 / (flat[1] - flat[0])
	least, most := h.extremes()
	p.Y.Min, p.Y.Max = min(least, level)/1.5, max(most, level)*1.6
	p.Y.Tick.Marker = figure.Decades(p.Y.Min, p.Y.Max)

	trained := draw.LineStyle{Color: figure.Blue, Width: 1.4}
	target := draw.LineStyle{Color: figure.Orange, Width: 1.8}
	x, y := h.outline(p.Y.Min)
	p.Add(figure.GridLines(), figure.Area(x, y, figure.Faded(figure.Blue, .16)), figure.Stroke(x, y, trained))
	p.Add(figure.Stroke([]float64{flat[0], flat[0], flat[1], flat[1]}, []float64{p.Y.Min, level, level, p.Y.Min}, target))
	items := []figure.KeyItem{figure.KeyLine(fmt.Sprintf("training masses in %d bins", len(h.density)), trained)}
	for i, c := range curves {
		x, y := c.line(h.lo, h.hi)
		style := curveLines[i%len(curveLines)]
		p.Add(figure.Stroke(x, y, style))
		items = append(items, figure.KeyLine(c.Name, style))
	}
	figure.Key(pg.Strip(22), append(items, figure.KeyLine(fmt.Sprintf("flat prior, %.2f to %.2f", flat[0], flat[1]), target))...)
	for _, at := range []float64{.06, .72} {
		if m := weightArrow(h, flat, at, level); m != nil {
			p.Add(m)
		}
	}
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}

// weightArrow points from the training prior to the flat one at a fraction of its range and says by how much weights there
// change; nil where the training prior is empty.
func weightArrow(h histogram, flat [2]float64, fraction, level float64) plot.Plotter {
	x := flat[0] + fraction*(flat[1]-flat[0])
	k := h.index(x)
	if k < 0 || h.density[k] == 0 {
		return nil
	}
	x = (h.at(k) + h.at(k+1)) / 2
	from := h.density[k]
	s := figure.TextStyle(figure.TextSize, figure.Ink)
	s.YAlign = draw.YCenter
	return figure.Mark(func(c draw.Canvas, p *plot.Plot) {
		if figure.Arrow(c, p, x, from, level) {
			figure.Note(x, math.Sqrt(from*level), 6, 0, s, "weight × "+times(level/from))(c, p)
		}
	})
}

// times writes a factor with two significant digits.
func times(f float64) string { return figure.Number(f, max(0, 1-int(math.Floor(math.Log10(f))))) }

// histogram is a density in equal bins over the range of its values, as numpy.histogram(density=True) makes it.
type histogram struct {
	lo, hi  float64
	density []float64
}

func newHistogram(v []float64, bins int) (histogram, error) {
	if bins < 1 {
		return histogram{}, fmt.Errorf("histogram of %d bins: want at least 1", bins)
	}
	if i := slices.IndexFunc(v, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }); i >= 0 {
		return histogram{}, fmt.Errorf("mass of row %d is %v: want finite masses", i, v[i])
	}
	if len(v) == 0 || slices.Min(v) == slices.Max(v) {
		return histogram{}, fmt.Errorf("histogram of %d masses without two different ones: it has no width", len(v))
	}
	h := histogram{slices.Min(v), slices.Max(v), make([]float64, bins)}
	each := 1 / (float64(len(v)) * (h.hi - h.lo) / float64(bins))
	for _, x := range v {
		h.density[h.index(x)] += each
	}
	return h, nil
}

// at is the lower edge of bin k.
func (h histogram) at(k int) float64 { return h.lo + (h.hi-h.lo)*float64(k)/float64(len(h.density)) }

// index is the bin of x, -1 outside; the last bin is closed.
func (h histogram) index(x float64) int {
	if !(x >= h.lo && x <= h.hi) {
		return -1
	}
	return min(int((x-h.lo)/(h.hi-h.lo)*float64(len(h.density))), len(h.density)-1)
}

// extremes are the least positive and the largest density.
func (h histogram) extremes() (least, most float64) {
	least = math.Inf(1)
	for _, d := range h.density {
		if d > 0 {
			least = min(least, d)
		}
	}
	return least, slices.Max(h.density)
}

// outline is the histogram as a line of steps that starts and ends at the floor and falls to it in empty bins: a logarithmic
// axis has no zero.
func (h histogram) outline(floor float64) (x, y []float64) {
	x, y = []float64{h.lo}, []float64{floor}
	for k, d := range h.density {
		d = max(d, floor)
		x, y = append(x, h.at(k), h.at(k+1)), append(y, d, d)
	}
	return append(x, h.hi), append(y, floor)
}

var curveLines = [...]draw.LineStyle{{Color: figure.Green, Width: 1.8}, {Color: figure.Ink, Width: 1.4, Dashes: []vg.Length{4, 2.5}}} // as in Modes

// A PriorCurve is a smooth estimate of the training prior, in nats a dex.
type PriorCurve struct {
	Name    string
	LogProb func(y float64) float64
}

// line is the density at points of [lo, hi], where it is not 0.
func (c PriorCurve) line(lo, hi float64) (x, y []float64) {
	const n = 400
	for i := range n + 1 {
		at := lo + (hi-lo)*float64(i)/n
		if d := math.Exp(c.LogProb(at)); d > 0 {
			x, y = append(x, at), append(y, d)
		}
	}
	return x, y
}
