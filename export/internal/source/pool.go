package source

import "math"

// maxPool is the largest element under each window on images (n, rows, columns, channels), padding left out: -Inf where there is
// nothing else.
func maxPool(y, x []float, rows, cols slide, channels int) {
	least := float(math.Inf(-1))
	pool(y, x, rows, cols, channels, func(pixel []float) {
		for c := range pixel {
			pixel[c] = least
		}
	}, func(pixel, seen []float) {
		for c, v := range seen {
			pixel[c] = max(pixel[c], v)
		}
	})
}

// avgPool is the mean under each window, padding counting as 0.
func avgPool(y, x []float, rows, cols slide, channels int) {
	pool(y, x, rows, cols, channels, func(pixel []float) { clear(pixel) }, func(pixel, seen []float) {
		for c, v := range seen {
			pixel[c] += v
		}
	})
	area := float(rows.size * cols.size)
	for i := range y {
		y[i] /= area
	}
}

// pool begins each pixel of y and adds the pixels that its window sees.
func pool(y, x []float, rows, cols slide, channels int, begin func(pixel []float), add func(pixel, seen []float)) {
	image := rows.in * cols.in * channels
	for ; len(x) > 0; x = x[image:] {
		for i := range rows.out {
			for j := range cols.out {
				pixel := y[:channels]
				y = y[channels:]
				begin(pixel)
				for a := range rows.size {
					for c := range cols.size {
						r, ok := rows.at(i, a)
						k, also := cols.at(j, c)
						if ok && also {
							add(pixel, x[(r*cols.in+k)*channels:][:channels])
						}
					}
				}
			}
		}
	}
}
