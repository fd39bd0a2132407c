//go:build amd64 && !noasm

package kernel

//go:generate go -C gen run ./vec -group update -out ../vec_update_amd64.s -kernels ../vec_update_amd64.go -pkg kernel

// vectorUpdate32 runs f in assembly over slices of one length above 0, and reports whether it can.
func vectorUpdate32(f function, w, m, v, g, c []float32) bool {
	l, n := CPULevel(), len(w)
	if l == Generic {
		return false
	}
	switch f {
	case fnSGD:
		vecSGD32(&w[0], &g[0], &c[0], n, l)
	case fnMomentum:
		vecMomentum32(&w[0], &m[0], &g[0], &c[0], n, l)
	case fnNesterov:
		vecNesterov32(&w[0], &m[0], &g[0], &c[0], n, l)
	case fnRMSProp:
		vecRMSProp32(&w[0], &v[0], &g[0], &c[0], n, l)
	case fnAdam:
		vecAdam32(&w[0], &m[0], &v[0], &g[0], &c[0], n, l)
	default:
		return false
	}
	return true
}

// vectorUpdate64 runs f in assembly over slices of one length above 0, and reports whether it can.
func vectorUpdate64(f function, w, m, v, g, c []float64) bool {
	l, n := CPULevel(), len(w)
	if l == Generic {
		return false
	}
	switch f {
	case fnSGD:
		vecSGD64(&w[0], &g[0], &c[0], n, l)
	case fnMomentum:
		vecMomentum64(&w[0], &m[0], &g[0], &c[0], n, l)
	case fnNesterov:
		vecNesterov64(&w[0], &m[0], &g[0], &c[0], n, l)
	case fnRMSProp:
		vecRMSProp64(&w[0], &v[0], &g[0], &c[0], n, l)
	case fnAdam:
		vecAdam64(&w[0], &m[0], &v[0], &g[0], &c[0], n, l)
	default:
		return false
	}
	return true
}
