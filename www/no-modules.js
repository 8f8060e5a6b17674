// Run only by browsers that know no JavaScript modules, hence in the JavaScript of their time.
(function () {
  var messages = document.querySelectorAll("figure.figure > .message");
  for (var i = 0; i < messages.length; i += 1) {
    messages[i].textContent =
      "This figure stays a picture: your browser is too old for its program. Everything else can be read.";
  }
})();
