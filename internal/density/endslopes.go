package density

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

// slopeStep is the distance, in the logarithm of that from the end, over which a density is seen to rise or fall: d^1e-9 by 1e-11,
// which is more than flat, while the middle of the step is where its slope is to 4e-6.
const slopeStep = 1e-2

// leanings sets out to the sign of the slope of log p, times its size, against log d at distances e^logd from the end of panel
// k, which is on a power map: 0 where the density is the same but for rounding.
func (r *panelRow) leanings(k int, logd, out []float64) {
	n := len(logd)
	logs := Borrow(n)
	defer GiveBack(logs)
	r.rises(k, logd, *logs, out)
	for j := range out {
		if !(math.Abs(out[j]) > flat((*logs)[j])) {
			out[j] = 0
		}
	}
}

// rises sets out to what log p grows by over slopeStep around each of logd, rounding and all, and logp to where it grows from.
func (r *panelRow) rises(k int, logd, logp, out []float64) {
	n := len(logd)
	room := Borrow(4 * n)
	defer GiveBack(room)
	at, logs := (*room)[:2*n], (*room)[2*n:]
	for j, l := range logd {
		at[j], at[n+j] = l-slopeStep/2, l+slopeStep/2
	}
	r.logProbAt(&r.panels[k], at, logs)
	for j := range out {
		out[j], logp[j] = logs[n+j]-logs[j], logs[j]
	}
}

// stationaryNearEnd is stationary on a power map, by the density itself: on its polynomial, which near the end is rounding, it
// would turn at every point.
func (r *panelRow) stationaryNearEnd(k int, ts []float64) []float64 {
	p := &r.panels[k]
	var logd, rise [maxCoefs]float64
	g, n := p.grid(), 0
	end := r.anchorOf(p)
	for j := range g.k {
		if !p.singularAt(j) {
			logd[n] = p.logDistance(end, g.up[j], g.down[j])
			n++
		}
	}
	if p.end > 0 { // from the end outwards
		slices.Reverse(logd[:n])
	}
	first := len(ts)
	if way := r.oneWay(k); way != 0 {
		ts = r.turnBefore(k, logd[0], way, ts)
	} else {
		r.leanings(k, logd[:n], rise[:n])
		last := -1
		for j := range n {
			switch {
			case rise[j] == 0:
				continue
			case last < 0:
				ts = r.turnBefore(k, logd[j], rise[j], ts)
			case rise[last]*rise[j] < 0:
				ts = append(ts, p.tOf(kernel.Root(r.lean(k), logd[last], logd[j], rise[last], rise[j], 1e-9)))
			}
			last = j
		}
	}
	if p.end > 0 {
		slices.Reverse(ts[first:])
	}
	return ts
}

// lean is a leaning at one place, rounding and all: that of y^1e-9 is all rounding to leanings.
func (r *panelRow) lean(k int) func(logd float64) float64 {
	return func(logd float64) float64 {
		in, logp, out := [1]float64{logd}, [1]float64{}, [1]float64{}
		r.rises(k, in[:], logp[:], out[:])
		return out[0]
	}
}

// turnBefore appends the turn that the density makes between the end of panel k and the distance e^near, where it goes the
// way given, if the family says that it begins the other way: .001 Beta(1-1e-9, 1) + .999 Beta(1+1e-6, 1) is infinite at 0, but
// falls towards it wherever a float is. A turn that is nearer than t can tell is at the t next to the end.
func (r *panelRow) turnBefore(k int, near, way float64, ts []float64) []float64 {
	p := &r.panels[k]
	if p.end < 0 && p.a != r.lo || p.end > 0 && p.b != r.hi || !(r.exponent(p.end > 0)*way < 0) {
		return ts
	}
	t, lean := float64(p.end), r.lean(k)
	far, before := near, way
	for before*way > 0 && far > -math.MaxFloat64/4 {
		far = 2*far - 1
		before = lean(far)
	}
	if before*way < 0 {
		t = p.tOf(kernel.Root(lean, far, near, before, lean(near), 1e-9))
	}
	if p.end < 0 {
		return append(ts, max(t, math.Nextafter(-1, 0)))
	}
	return append(ts, min(t, math.Nextafter(1, 0)))
}

// oneWay is the sign of what the density grows by from point to point of panel k, on a power map, and just beside its other
// end, away from the end: 0 if it goes both ways, or is flat somewhere.
func (r *panelRow) oneWay(k int) (way float64) {
	p := &r.panels[k]
	_, logp, _, _ := r.at(k)
	last := len(logp) - 1
	at := func(j int) float64 { // from the end outwards
		if p.end > 0 {
			return logp[last-j]
		}
		return logp[j]
	}
	way = math.Copysign(1, at(last)-at(1))
	for j := 2; j <= last; j++ {
		if !((at(j)-at(j-1))*way > flat(at(j))) {
			return 0
		}
	}
	logd, rise := [1]float64{kernel.Log64(p.width())}, [1]float64{}
	r.leanings(k, logd[:], rise[:])
	if !(rise[0]*way > 0) {
		return 0
	}
	return way
}

// tOf is t of the point of a power map at a distance of e^logd from its end.
func (p *panel) tOf(logd float64) float64 {
	u := math.Exp((logd - kernel.Log64(p.width())) / p.power)
	return float64(-p.end) * (2*u - 1)
}

// crossingNearEnd is crossing on a power map: between logarithms of densities and of distances, of which one is nearly a
// multiple of the other.
func (r *panelRow) crossingNearEnd(s *slope, v float64) (t, rising float64) {
	p := &r.panels[s.panel]
	level := kernel.Log64(v)
	f := func(t float64) float64 { return max(min(r.logDensity(s.panel, t)-r.shift-level, 1e5), -1e5) }
	t = kernel.Root(f, s.from, s.to, f(s.from), f(s.to), 1e-15)
	logd, rise, logp := [1]float64{p.logDistance(r.anchorOf(p), 1+t, 1-t)}, [1]float64{}, [1]float64{}
	r.rises(s.panel, logd[:], logp[:], rise[:]) // of y^1e-9 too, the mass above v is known by it
	u := (1 - float64(p.end)*t) / 2
	perT := p.power / u / 2 // of log d
	return t, rise[0] / slopeStep * perT * v * p.stretch(1+t, 1-t)
}
