package kernel

import "math"

// temmeEta is eta, of the sign of x - a, with eta^2/2 = mu - log(1+mu), and mu = x/a - 1.
func temmeEta(a, x float64) (eta, mu float64) {
	mu = (x - a) / a
	if !(mu > -.9 && mu < 3) {
		return math.Inf(1), mu
	}
	return math.Copysign(math.Sqrt(2*logGap(mu, x/a)), mu), mu
}

// temme is Temme's uniform expansion (DLMF 8.12(i)): with y = eta sqrt a, the units phi(y)/sqrt a and S the sum of
// temme[k][n] eta^n/a^k,
//
//	Q = Phi(-y) + phi(y)/sqrt a S, and P = Phi(y) - phi(y)/sqrt a S,
//
// of which the smaller one is taken. Its derivative for a at constant x follows from that of y^2/2 = x - a - a log(x/a),
// which is -log(x/a).
func (t *gammaTail) temme(a, eta, mu float64) {
	s, byEta, byA := temmeSum(a, eta)
	y, root := eta*math.Sqrt(a), math.Sqrt(a)
	log := math.Log1p(mu) // of x/a
	perEta := 1.          // log/eta
	if eta != 0 {
		perEta = log / eta
	}
	slope := perEta + s*log - s/(2*a) - byEta*(perEta/a+eta/(2*a)) + byA // of Q
	units := math.Exp(stirling(a))                                       // of phi(y)/sqrt a in D
	if t.lower = eta < 0; t.lower {
		t.value, t.slope = units*(root/InverseMills64(y)-s), -units*slope
		return
	}
	t.value, t.slope = units*(root/InverseMills64(-y)+s), units*slope
}

// temmeSum is S and its derivatives for eta and a; terms below 1e-18 are left out.
func temmeSum(a, eta float64) (s, byEta, byA float64) {
	rows := len(temme)
	for rows > 2 && math.Pow(20/a, float64(rows-1)) < 1e-18 {
		rows--
	}
	for k := rows - 1; k >= 0; k-- {
		c, d := 0., 0.
		row := temme[k]
		for n := len(row) - 1; n >= 0; n-- {
			d = d*eta + c
			c = c*eta + row[n]
		}
		byA = byA/a - float64(k)*c
		s, byEta = s/a+c, byEta/a+d
	}
	return s, byEta, byA / a
}
