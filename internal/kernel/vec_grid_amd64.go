//go:build amd64 && !noasm

package kernel

// vectorGrid32 runs op in assembly over the runs that dst, not empty, holds, and reports whether it can.
func vectorGrid32(p *Plan, op Arithmetic, dst, a, b []float32) bool {
	l, rows := CPULevel(), len(dst)/p.run
	if l == Generic {
		return false
	}
	d, x, y, n, sx, sy := &dst[0], &a[0], &b[0], p.run, p.step[0][2], p.step[1][2]
	switch {
	case p.used[0] == n && p.used[1] == n:
		switch op {
		case Plus:
			vecAddGrid32(d, x, y, n, rows, sx, sy, l)
		case Minus:
			vecSubGrid32(d, x, y, n, rows, sx, sy, l)
		case Times:
			vecMulGrid32(d, x, y, n, rows, sx, sy, l)
		default:
			vecDivGrid32(d, x, y, n, rows, sx, sy, l)
		}
	case p.used[0] == n:
		switch op {
		case Plus:
			vecAddNumberGrid32(d, x, y, n, rows, sx, sy, l)
		case Minus:
			vecSubNumberGrid32(d, x, y, n, rows, sx, sy, l)
		case Times:
			vecMulNumberGrid32(d, x, y, n, rows, sx, sy, l)
		default:
			vecDivNumberGrid32(d, x, y, n, rows, sx, sy, l)
		}
	default:
		switch op {
		case Plus:
			vecAddNumberGrid32(d, y, x, n, rows, sy, sx, l)
		case Minus:
			vecSubFromGrid32(d, y, x, n, rows, sy, sx, l)
		case Times:
			vecMulNumberGrid32(d, y, x, n, rows, sy, sx, l)
		default:
			vecDivIntoGrid32(d, y, x, n, rows, sy, sx, l)
		}
	}
	return true
}

// vectorGrid64 runs op in assembly over the runs that dst, not empty, holds, and reports whether it can.
func vectorGrid64(p *Plan, op Arithmetic, dst, a, b []float64) bool {
	l, rows := CPULevel(), len(dst)/p.run
	if l == Generic {
		return false
	}
	d, x, y, n, sx, sy := &dst[0], &a[0], &b[0], p.run, p.step[0][2], p.step[1][2]
	switch {
	case p.used[0] == n && p.used[1] == n:
		switch op {
		case Plus:
			vecAddGrid64(d, x, y, n, rows, sx, sy, l)
		case Minus:
			vecSubGrid64(d, x, y, n, rows, sx, sy, l)
		case Times:
			vecMulGrid64(d, x, y, n, rows, sx, sy, l)
		default:
			vecDivGrid64(d, x, y, n, rows, sx, sy, l)
		}
	case p.used[0] == n:
		switch op {
		case Plus:
			vecAddNumberGrid64(d, x, y, n, rows, sx, sy, l)
		case Minus:
			vecSubNumberGrid64(d, x, y, n, rows, sx, sy, l)
		case Times:
			vecMulNumberGrid64(d, x, y, n, rows, sx, sy, l)
		default:
			vecDivNumberGrid64(d, x, y, n, rows, sx, sy, l)
		}
	default:
		switch op {
		case Plus:
			vecAddNumberGrid64(d, y, x, n, rows, sy, sx, l)
		case Minus:
			vecSubFromGrid64(d, y, x, n, rows, sy, sx, l)
		case Times:
			vecMulNumberGrid64(d, y, x, n, rows, sy, sx, l)
		default:
			vecDivIntoGrid64(d, y, x, n, rows, sy, sx, l)
		}
	}
	return true
}
