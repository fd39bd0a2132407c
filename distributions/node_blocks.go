package distributions

import "github.com/deepprob/deepprob/internal/density"

// table evaluates fn at every point y of n rows from first on: out (n, len(y)).
func (f *nodeFamily) table(fn *nodeFunc, first, n int, y, out []float64) {
	m, most := len(y), max(maxBlock, min(maxTable, 4*maxTable/f.width))
	for at := 0; at < m; {
		take, size := chunk(m - at)
		for row := 0; row < n; {
			rows, height := chunk(min(n-row, most/size))
			c, pool := f.call(fn, height, size)
			f.bind(c, first+row, rows)
			grid := c.data[len(f.params)]
			pad(grid[:size], y[at:at+take])
			for i := size; i < len(grid); i += size {
				copy(grid[i:i+size], grid[:size])
			}
			fn.run(c)
			for i := range rows {
				copy(out[(row+i)*m+at:], c.out[0][i*size:i*size+take])
			}
			pool.put(c)
			row += rows
		}
		at += take
	}
}

// blocks evaluates fn at one point of each row from first on.
func (f *nodeFamily) blocks(fn *nodeFunc, first int, y, out []float64) {
	for at := 0; at < len(y); {
		take, size := chunk(len(y) - at)
		c, pool := f.call(fn, size, 1)
		f.bind(c, first+at, take)
		pad(c.data[len(f.params)], y[at:at+take])
		fn.run(c)
		copy(out[at:], c.out[0][:take])
		pool.put(c)
		at += take
	}
}

// allMoments computes mean and variance of every row.
func (f *nodeFamily) allMoments(mean, variance []float64) {
	density.Parcels(f.n, maxBlock, func(_ *density.Solver, from, to int) {
		f.each(f.meanVar, from, to-from, func(at int, m, v []float64) {
			copy(mean[from+at:], m)
			copy(variance[from+at:], v)
		})
	})
}

// each runs fn, which has no y and one output or two, on n rows from first on, and hands over both outputs for the rows from first+at on.
func (f *nodeFamily) each(fn *nodeFunc, first, n int, use func(at int, a, b []float64)) {
	at := 0
	f.outputs(fn, first, n, func(take, size int, out [][]float64) {
		var b []float64
		if len(out) > 1 {
			b = out[1][:len(out[1])/size*take]
		}
		use(at, out[0][:len(out[0])/size*take], b)
		at += take
	})
}

// outputs runs fn, which has no y, on n rows from first on, and hands over what it gives for take rows after the other, padded to size.
func (f *nodeFamily) outputs(fn *nodeFunc, first, n int, use func(take, size int, out [][]float64)) {
	for at := 0; at < n; {
		take, size := chunk(n - at)
		c, pool := f.call(fn, size, 1)
		f.bind(c, first+at, take)
		fn.run(c)
		use(take, size, c.out)
		pool.put(c)
		at += take
	}
}

// pad copies src to the start of dst and fills the rest with its last element.
func pad(dst, src []float64) {
	n := copy(dst, src)
	for i := n; i < len(dst); i++ {
		dst[i] = src[n-1]
	}
}

// blockSizes are the numbers of points or rows of programs, each filled to more than 3/4 if it is used. The larger ones
// are closer together: they do most of the work.
var blockSizes = [...]int{1, 2, 4, 8, 16, 32, 48, 64, 80, 96, 112, maxBlock}

// chunk cuts n points: the next take of them, in a program of the given size. What a size would leave empty by a quarter
// or more goes into a smaller one, and the rest into the next.
func chunk(n int) (take, size int) {
	k := sizeIndex(n)
	if size = blockSizes[k]; 4*n <= 3*size {
		size = blockSizes[k-1]
	}
	return min(n, size), size
}

// sizeIndex is the first of the sizes that holds n, or the largest.
func sizeIndex(n int) int {
	for k, size := range blockSizes {
		if n <= size {
			return k
		}
	}
	return len(blockSizes) - 1
}
