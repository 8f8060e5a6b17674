// What a browser must do, whoever asks for it, when a pointer moves something in a figure
// like `two-tasks`: on two canvases of its size a stretched raster, sixty strokes and twenty
// labels each, and below them six numbers in boxes that nothing else depends on.

const canvases = [...document.querySelectorAll('canvas')];
const pens = canvases.map((canvas) => canvas.getContext('2d'));
const numbers = [...document.querySelectorAll('.numbers div')].map((box) => box.firstChild);

const raster = document.createElement('canvas');
raster.width = raster.height = 64;
const cells = new ImageData(64, 64);
for (let i = 0; i < cells.data.length; i++) cells.data[i] = i % 4 === 3 ? 255 : (7 * i) % 256;
raster.getContext('2d').putImageData(cells, 0, 0);

let [x, y, asked] = [0, 0, false];

const paint = () => {
  asked = false;
  for (const pen of pens) {
    pen.clearRect(0, 0, 468, 482);
    pen.drawImage(raster, 44, 30, 410, 410);
    pen.lineWidth = 2;
    for (let i = 0; i < 60; i++) {
      pen.strokeStyle = `hsl(${6 * i} 60% 40%)`;
      pen.beginPath();
      pen.moveTo(44, 30 + 6.8 * i);
      pen.lineTo(454, 30 + 6.8 * i + x / 50);
      pen.stroke();
    }
    pen.font = 'bold 14px system-ui, sans-serif';
    for (let i = 0; i < 20; i++) {
      pen.fillStyle = `hsl(${18 * i} 60% 30%)`;
      pen.fillText(`label ${i}`, 60 + x / 10 + 80 * (i % 5), 60 + y / 10 + 90 * Math.floor(i / 5));
    }
  }
  numbers.forEach((number, i) => { number.data = (x * (i + 1) / 1000 + y).toFixed(4); });
};

addEventListener('pointermove', (event) => {
  [x, y] = [event.clientX, event.clientY];
  if (!asked) {
    asked = true;
    requestAnimationFrame(paint);
  }
});
paint();
