package catalogue

import "math"

// group is the centre of a sub-group: distance from the line and velocity. By symmetry its direction does not matter.
type group struct{ r, v float64 }

// addMembers draws the host's own satellites along one line of sight: radii from an NFW profile, isotropic directions, velocities
// about the bulk velocity; a share of them in sub-groups.
func (w *worker) addMembers(h *host) {
	sigma := h.sigma * pow10(sigmaLine*w.rand.NormFloat64())
	scale := h.rvir * pow10(scaleScatter*w.rand.NormFloat64()) / h.conc
	bulk := bulkScatter * sigma * w.rand.NormFloat64()
	w.drawGroups(h, sigma)
	for range h.members {
		var R, v float64
		if w.src.Float64() < groupShare {
			g := w.groups[w.rand.IntN(len(w.groups))]
			s := groupRadius * h.rvir
			if R = math.Hypot(g.r+s*w.rand.NormFloat64(), s*w.rand.NormFloat64()); R >= aperture {
				continue
			}
			v = g.v + groupSigma*sigma*w.rand.NormFloat64() + bulk
		} else {
			if R = w.offLine(h.edge) * scale; R >= aperture {
				continue
			}
			v = sigma*(1+decline*(pivot-R/h.rvir))*w.rand.NormFloat64() + bulk
		}
		if math.Abs(v) < maxVelocity {
			w.add(R, v, h.x)
		}
	}
	w.members = len(w.v)
}

// offLine returns the distance from the line, in scale radii, of a galaxy at an NFW radius in an isotropic direction; edge is
// sqrt(m(c)).
func (w *worker) offLine(edge float64) float64 {
	y := w.nfw.radius(edge * math.Sqrt(w.src.Float64()))
	mu := w.src.Float64()
	return y * math.Sqrt(1-mu*mu)
}

func (w *worker) drawGroups(h *host, sigma float64) {
	n := max(1, int(math.RoundToEven(groupShare*float64(h.members)/groupSize)))
	w.groups = w.groups[:0]
	for range n {
		r := w.offLine(w.groupEdge) * h.rvir / groupConc
		v := sigma * math.Sqrt(1-groupSigma*groupSigma) * w.rand.NormFloat64()
		w.groups = append(w.groups, group{r, v})
	}
}

// add puts a galaxy into the cylinder, at R and v, with a stellar mass drawn from the Schechter function of a halo of mass x. All
// halos share one table of (M/knee), entered where minStellar is.
func (w *worker) add(R, v, x float64) {
	k := knee + kneeSlope*(x-14)
	lo := w.stellar.integral(minStellar - k)
	m := k + w.stellar.at(lo+w.src.Float64()*(w.stellar.total()-lo))
	w.r, w.v, w.m = append(w.r, R), append(w.v, v), append(w.m, m)
}
