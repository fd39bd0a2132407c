package kernel

import "fmt"

// Act is the activation of a dense layer. The zero value is none.
type Act int

// Activations. The parameters of leaky ReLU and ELU are 0.01 and 1.
const (
	ActLinear Act = iota
	ActReLU
	ActTanh
	ActSigmoid
	ActSoftplus
	ActELU
	ActLeakyReLU
	ActGELU // GELU and SiLU only forwards: their derivative is no function of the output
	ActSiLU
)

const (
	leakySlope = .01
	eluAlpha   = 1
)

// Dense sets y = act(x w + bias), with x (m, k), w (k, n), bias (n) or nil and y (m, n), all without gaps. A row of y has
// the same bits whatever m is. Dense panics if a slice is too short; y must not overlap the others.
func Dense[T Float](y []T, m, n, k int, x, w, bias []T, act Act) {
	p := matmul[T]{m: m, n: n, k: k, a: x, lda: k, b: w, ldb: n, c: y, ldc: n, bias: bias, act: act}
	p.check()
	p.run()
}

// DenseInput sets dx = (dz wᵀ) act'(x), the gradient of a layer's input times the derivative of the activation that made
// this input, as a function of its value x: the dz of the layer before. dz is (m, n), w (k, n), dx and x (m, k); if x is nil
// there is no such factor. Extents and panics as in Dense; dx must not overlap the others.
func DenseInput[T Float](dx []T, m, n, k int, dz, w, x []T, act Act) {
	p := matmul[T]{m: m, n: k, k: n, a: dz, lda: n, b: w, ldb: n, transB: true, c: dx, ldc: k}
	relu := act == ActReLU && x != nil
	if relu {
		p.gate = x
	}
	p.check()
	if x != nil {
		checkMatrix("x", x, m, k, k)
	}
	p.run()
	if !relu && x != nil {
		ActGrad(dx[:m*k], x[:m*k], dx[:m*k], act)
	}
}

// DenseWeights sets dw = xᵀ dz + beta dw and db to the sums of dz's columns + beta db, with x (m, k), dz (m, n), dw (k, n),
// db (n) or nil. Rows are added in order, starting from beta dw. Panics as Dense; dw and db must not overlap the others.
func DenseWeights[T Float](dw, db []T, m, n, k int, x, dz []T, beta T) {
	checkMatrix("dz", dz, m, n, n) // which Gemm does not look at if k is 0
	Gemm(true, false, k, n, m, x, k, dz, n, beta, dw, n)
	if db != nil {
		checkMatrix("db", db, 1, n, n)
		columnSums(db[:n], m, dz, beta)
	}
}

// columnSums sets db to the sums of the columns of dz + beta db.
func columnSums[T Float](db []T, m int, dz []T, beta T) {
	n := len(db)
	if m == 0 || n == 0 || beta != 1 {
		scaleRows(min(1, n), n, beta, db, n)
	}
	if m == 0 || n == 0 || addColumns(db, m, dz) {
		return
	}
	for i := range m {
		addTo(db, dz[i*n:][:n])
	}
}

// activate sets x = act(x).
func activate[T Float](x []T, act Act) {
	switch act {
	case ActLinear:
	case ActReLU:
		ReLU(x, x)
	case ActTanh:
		Tanh(x, x)
	case ActSigmoid:
		Sigmoid(x, x)
	case ActSoftplus:
		Softplus(x, x)
	case ActELU:
		ELU[T](eluAlpha)(x, x)
	case ActLeakyReLU:
		LeakyReLU[T](leakySlope)(x, x)
	case ActGELU:
		GELU(x, x)
	case ActSiLU:
		SiLU(x, x)
	default:
		panic(fmt.Sprintf("kernel: there is no activation %d", act))
	}
}

// ActGrad sets dst = dy act'(x), with the derivative computed from the activation's output y = act(x); dst may be dy. It
// panics for GELU and SiLU, whose derivative needs x.
func ActGrad[T Float](dst, y, dy []T, act Act) {
	checkLengths(len(dst), len(y), len(dy))
	switch act {
	case ActLinear:
		copy(dst, dy)
	case ActReLU:
		ReLUGrad(dst, y, dy)
	case ActTanh:
		TanhGrad(dst, y, dy)
	case ActSigmoid:
		SigmoidGrad(dst, y, dy)
	case ActSoftplus:
		softplusGrad(dst, y, dy)
	case ActELU:
		ELUGrad[T](eluAlpha)(dst, y, dy)
	case ActLeakyReLU:
		LeakyReLUGrad[T](leakySlope)(dst, y, dy)
	default:
		panic(fmt.Sprintf("kernel: activation %d has no derivative in terms of its output", act))
	}
}

// softplusGrad is SoftplusGrad in pieces that are copied, so that dst may be dy.
func softplusGrad[T Float](dst, y, dy []T) {
	var piece [256]T
	for len(dst) > 0 {
		n := copy(piece[:], dy)
		SoftplusGrad(dst[:n], y[:n], piece[:n])
		dst, y, dy = dst[n:], y[n:], dy[n:]
	}
}
