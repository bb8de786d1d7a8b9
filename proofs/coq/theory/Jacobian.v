(**************************************************************************************************)
(* D2, T4: the number of parameters; rank and kernel of the Jacobian                              *)
(*   mask z d         == d where z is positive, else 0                                            *)
(*   dstate, dout     == the chain rule written out: tangents of states and outputs               *)
(*   J th x           == the Jacobian of all outputs in all parameters, a linear map              *)
(*   spread cl v      == the outputs that take the value v j on class j                           *)
(*   size_le d h      == all entries of h are at most d in absolute value                         *)
(*   derivative       == the tangent map is the Frechet derivative: it differs by                 *)
(*                       bigO size_le 2, O(|h|^2) near h = 0 uniformly in the direction           *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Interpolation.
Variables (R : realFieldType) (M Q : nat).
(** Points whose images under an affine map are affinely independent are so themselves. *)
Lemma indep_before k n (A : 'M[R]_(k, M)) b (h : 'I_n -> 'cV[R]_M) (y : 'I_n -> 'cV[R]_k) :
  (forall j, A *m h j + b = y j) -> aff_indep y -> aff_indep h.
Proof.
move=> e ind a s0 ah; apply: (ind a s0).
rewrite (eq_bigr (fun j => A *m (a j *: h j) + a j *: b)) => [|j _].
  by rewrite big_split /= -mulmx_sumr ah mulmx0 -scaler_suml s0 scale0r addr0.
by rewrite -e scalerDr scalemxAr.
Qed.
(** The affine maps reach every choice of values at affinely independent points. *)
Lemma interpolate k (h : 'I_Q -> 'cV[R]_M) (v : 'I_Q -> 'cV[R]_k) : aff_indep h ->
  exists (D : 'M[R]_(k, M)) d, forall j, D *m h j + d = v j.
Proof.
move=> ind; pose H := columns (fun j => col_mx (h j) (1%:M : 'cV[R]_1)).
have free : row_free H^T.
  rewrite -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0.
  have := mulmx_ker H^T => /(congr1 (row i)); rewrite row0 row_mul => /(congr1 trmx).
  rewrite trmx_mul trmxK trmx0 columns_mul; set a := _^T => e.
  have z j : a j 0 = 0.
    apply: (ind (fun j => a j 0)).
      have := congr1 (fun m => dsubmx m 0 0) e; rewrite !mxE summxE => {2}<-.
      by apply: eq_bigr => l _; rewrite !mxE (unsplitK (inr _)) !mxE mulr1.
    have := congr1 usubmx e; rewrite raddf_sum linear0 => {2}<-.
    by apply: eq_bigr => l _; rewrite /= linearZ /= col_mxKu.
  by apply/rowP => j; rewrite [RHS]mxE -(z j) /a [RHS]mxE.
have /row_freeP[B e] := free.
pose K := columns v *m B^T.
have KH : K *m H = columns v by rewrite -mulmxA -[H]trmxK -trmx_mul e trmx1 mulmx1.
exists (lsubmx K), (rsubmx K) => j.
have -> : v j = columns v *m delta_mx j 0 by rewrite -colE; apply/colP => i; rewrite !mxE.
rewrite -KH -mulmxA -colE.
have -> : col j H = col_mx (h j) 1%:M by apply/colP => i; rewrite !mxE.
by rewrite -[K in RHS]hsubmxK mul_row_col mulmx1.
Qed.
End Interpolation.

Section Dimensions.
Variables (R : realFieldType) (I : finType) (V V' : vectType R) (m n : nat).
Lemma dim_pair : Vector.dim [vectType R of V * V'] = (Vector.dim V + Vector.dim V')%N.
Proof. by []. Qed.
Lemma dim_ffun : Vector.dim [vectType R of {ffun I -> V}] = (#|I| * Vector.dim V)%N.
Proof. by []. Qed.
Lemma dim_mx : Vector.dim [vectType R of 'M[R]_(m, n)] = (m * n)%N.
Proof. by []. Qed.
End Dimensions.

Lemma limg_eq (R : fieldType) (U V W : vectType R) (f : 'Hom(U, W)) (g : 'Hom(V, W)) :
  (forall u, exists v, f u = g v) -> (forall v, exists u, g v = f u) -> limg f = limg g.
Proof.
move=> h1 h2; apply/eqP; rewrite eqEsubv; apply/andP; split; apply/subvP => _ /memv_imgP[u _ ->].
  by have [v ->] := h1 u; apply: memv_img (memvf _).
by have [v ->] := h2 u; apply: memv_img (memvf _).
Qed.

Section Spaces.
Variables (R : fieldType) (U V W : vectType R).
Lemma lker_eq (f : {linear U -> V}) (g : {linear U -> W}) :
  (forall u, f u = 0 <-> g u = 0) -> lker (linfun f) = lker (linfun g).
Proof.
by move=> e; apply/vspaceP => u; rewrite !memv_ker !lfunE; apply/eqP/eqP => /e.
Qed.
Lemma onto_kernel (f : {linear U -> V}) : (forall v, exists u, f u = v) ->
  (\dim (lker (linfun f)) + Vector.dim V = Vector.dim U)%N.
Proof.
move=> onto; rewrite -!dimvf -(limg_ker_dim (linfun f) fullv) capfv; congr (_ + \dim _)%N.
apply/vspaceP => v; rewrite memvf; have [u <-] := onto v.
by rewrite -[f u]lfunE memv_img // memvf.
Qed.
Lemma pair_lin a (u u1 u2 : U) (v v1 v2 : V) : u = a *: u1 + u2 -> v = a *: v1 + v2 ->
  (u, v) = a *: (u1, v1) + (u2, v2).
Proof. by move=> -> ->. Qed.
Lemma ffun_lin (I : finType) a (f f1 f2 : I -> U) : (forall i, f i = a *: f1 i + f2 i) ->
  [ffun i => f i] = a *: [ffun i => f1 i] + [ffun i => f2 i].
Proof. by move=> e; apply/ffunP => i; rewrite !ffunE. Qed.
End Spaces.

(** Outputs with one value on every class. *)
Section Spread.
Variables (R : realFieldType) (k Q : nat) (T : finType) (cl : T -> 'I_k).
Hypothesis nonempty : forall j, exists t, cl t = j.
Definition spread (v : {ffun 'I_k -> 'cV[R]_Q}) : {ffun T -> 'cV[R]_Q} := [ffun t => v (cl t)].
Lemma spread_linear : linear spread.
Proof. by move=> a u v; apply/ffunP => t; rewrite !ffunE. Qed.
Canonical spread_lin := Linear spread_linear.
Lemma spread_dim : \dim (limg (linfun spread)) = (k * Q)%N.
Proof.
rewrite limg_dim_eq; first by rewrite dimvf dim_ffun dim_mx card_ord muln1.
apply/eqP; rewrite -subv0; apply/subvP => v; rewrite memv_cap memv0 => /andP[_].
rewrite memv_ker lfunE /= => /eqP z; apply/eqP/ffunP => j; have [t e] := nonempty j.
by have := congr1 (fun f : {ffun T -> 'cV[R]_Q} => f t) z; rewrite /= !ffunE e.
Qed.
Lemma spread_image (V : vectType R) (f : 'Hom(V, [vectType R of {ffun T -> 'cV[R]_Q}])) :
  (forall u s t, cl s = cl t -> f u s = f u t) ->
  (forall v, exists u, forall t, f u t = v (cl t)) -> limg f = limg (linfun spread).
Proof.
move=> const onto; have ne j : exists t, cl t == j by have [t <-] := nonempty j; exists t.
apply: limg_eq => [u|v].
  exists [ffun j => f u (xchoose (ne j))]; rewrite lfunE; apply/ffunP => t; rewrite /= !ffunE.
  by apply: const; rewrite (eqP (xchooseP (ne (cl t)))).
have [h e] := onto v; exists h; rewrite lfunE; apply/ffunP => t; rewrite e; exact: ffunE.
Qed.
End Spread.

Section Jacobian.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).

(** D2 *)
Theorem D2 : \dim (fullv : {vspace params}) = (L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. by rewrite dimvf dim_pair dim_ffun !dim_pair !dim_mx card_ord !muln1 mulnn. Qed.

Variable th : params.
Implicit Types dth : params.

(** The chain rule, written out: the tangent of the states and of the output in the direction dth.
  *)
Definition mask n (z d : 'cV[R]_n) : 'cV[R]_n := \col_i (if 0 < z i 0 then d i 0 else 0).
Fixpoint dstate dth x l : 'cV[R]_M :=
  if l is k.+1 then mask (pre th x k) (W th k *m dstate dth x k + (W dth k *m state th x k + b dth
    k)) else 0.
Definition dout dth x : 'cV[R]_Q := WO th *m dstate dth x L + (WO dth *m state th x L + bO dth).

Lemma W_lin a (u v : params) l : W (a *: u + v) l = a *: W u l + W v l.
Proof. by rewrite /W; case: insub => [i|]; rewrite /= ?ffunE ?scaler0 ?addr0. Qed.
Lemma b_lin a (u v : params) l : b (a *: u + v) l = a *: b u l + b v l.
Proof. by rewrite /b; case: insub => [i|]; rewrite /= ?ffunE ?scaler0 ?addr0. Qed.
Lemma WO_lin a (u v : params) : WO (a *: u + v) = a *: WO u + WO v. Proof. by []. Qed.
Lemma bO_lin a (u v : params) : bO (a *: u + v) = a *: bO u + bO v. Proof. by []. Qed.
Lemma mask_lin n (z : 'cV[R]_n) a u v : mask z (a *: u + v) = a *: mask z u + mask z v.
Proof. by apply/colP => i; rewrite !mxE; case: ifP => _ //; rewrite mulr0 addr0. Qed.
Lemma lin_step n m (A A1 A2 : 'M[R]_(m, n)) a (u v s : 'cV[R]_n) c1 c2 :
  A *m (a *: u + v) + ((a *: A1 + A2) *m s + (a *: c1 + c2)) =
  a *: (A *m u + (A1 *m s + c1)) + (A *m v + (A2 *m s + c2)).
Proof.
rewrite mulmxDr mulmxDl -scalemxAr -scalemxAl !scalerDr.
by rewrite [_ + _ + (a *: c1 + c2)]addrACA [LHS]addrACA.
Qed.
Lemma dstate_lin a u v x l : dstate (a *: u + v) x l = a *: dstate u x l + dstate v x l.
Proof.
elim: l => [|l IH] /=; first by rewrite scaler0 addr0.
by rewrite IH W_lin b_lin lin_step mask_lin.
Qed.
Lemma dout_lin a u v x : dout (a *: u + v) x = a *: dout u x + dout v x.
Proof. by rewrite /dout dstate_lin WO_lin bO_lin lin_step. Qed.

Lemma dstate_output A c z l : dstate (0, (A, c)) z l = 0.
Proof.
elim: l => //= l ->; rewrite mulmx0 add0r.
have -> : W ((0, (A, c)) : params) l = 0 by rewrite /W; case: insub => //= i; rewrite ffunE.
have -> : b ((0, (A, c)) : params) l = 0 by rewrite /b; case: insub => //= i; rewrite ffunE.
by rewrite mul0mx addr0; apply/colP => i; rewrite !mxE if_same.
Qed.

Variables (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (lay : 'I_Q -> nat).
Hypothesis nonempty : forall j, exists t, cl t = j.

(** The Jacobian: all outputs at all points, in all parameters. *)
Definition jac dth : {ffun T -> 'cV[R]_Q} := [ffun t => dout dth (x t)].
Lemma jac_linear : linear jac.
Proof. by move=> a u v; apply/ffunP => t; rewrite !ffunE dout_lin. Qed.
Canonical jac_lin := Linear jac_linear.
Definition J : 'Hom([vectType R of params], [vectType R of {ffun T -> 'cV[R]_Q}]) := linfun jac.
Lemma J_kernel dth : dth \in lker J -> forall t, dout dth (x t) = 0.
Proof.
rewrite memv_ker lfunE => /eqP z t.
by have := congr1 (fun f : {ffun T -> 'cV[R]_Q} => f t) z; rewrite !ffunE.
Qed.

Hypothesis rg : region cl x lay th.
Hypothesis all_collapsed : forall j, collapsed L lay j.

(* a collapsed class moves as one point *)
Lemma dstate_class dth t t' l : cl t = cl t' -> (l <= L)%N -> (lay (cl t) < l)%N ->
  dstate dth (x t) l = dstate dth (x t') l.
Proof.
have [_ sg] := rg.
move=> e; elim: l => [|l IH] lt //; rewrite ltnS leq_eqVlt => /orP[/eqP el|le] /=.
  apply/colP => i; rewrite [LHS]mxE [RHS]mxE; have := sg t l i lt; have := sg t' l i lt.
  by rewrite -e el eqxx => /lt_gtF -> /lt_gtF ->.
have e' : state th (x t) l = state th (x t') l by rewrite !(after rg) -?e // ltnW.
by rewrite /pre e' IH // ltnW.
Qed.

Lemma state_indep (p : 'I_Q -> 'cV[R]_M) C d : C \in unitmx -> aff_indep p ->
  aff_indep (fun j => C *m p j + d).
Proof.
move=> uC; apply: (indep_before (A := invmx C) (b := - (invmx C *m d))) => j.
by rewrite mulmxDr mulKmx // addrK.
Qed.

Theorem T4_image : aff_indep (apexes lay th) -> limg J = limg (linfun (spread cl)).
Proof.
move=> ind; have [reg _] := rg; apply: spread_image => // [u s t e|v].
  rewrite lfunE /= !ffunE /dout (dstate_class u e) //; last exact: all_collapsed.
  by rewrite !(after rg) -?e //; apply: all_collapsed.
have [D [d e]] := interpolate v (state_indep (d := cumb th L) (cumW_unit reg (leqnn L)) ind).
exists (0, (D, d)) => t; rewrite lfunE /= !ffunE /dout.
by rewrite dstate_output mulmx0 add0r (after rg) //; apply: all_collapsed.
Qed.

Theorem T4_rank : aff_indep (apexes lay th) -> \dim (limg J) = (Q * Q)%N.
Proof. by move=> ind; rewrite T4_image // spread_dim. Qed.

Theorem T4_kernel : aff_indep (apexes lay th) ->
  (\dim (lker J) + Q * Q = L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. by move=> ind; rewrite -(T4_rank ind) -D2 -(limg_ker_dim J fullv) capfv. Qed.
End Jacobian.

(** Through the units: near z the signs are those of z. *)
Section Units.
Variable R : realFieldType.
Lemma relu_mask n (z v : 'cV[R]_n) : (forall i, Num.sg (v i 0) = Num.sg (z i 0)) ->
  relu v = mask z v.
Proof.
move=> sg; apply/colP => i; rewrite !mxE -(same_gt0 (sg i)).
by case: ltP.
Qed.
Lemma mask_sub n (z u v : 'cV[R]_n) : mask z u - mask z v = mask z (u - v).
Proof. by apply/colP => i; rewrite !mxE; case: ifP => _ //; rewrite subrr. Qed.

Lemma remainder m n (A A' : 'M[R]_(m, n)) s ds s' (c c' : 'cV[R]_m) :
  (A + A') *m s' + (c + c') - (A *m s + c) - (A *m ds + (A' *m s + c')) =
  (A + A') *m (s' - s - ds) + A' *m ds.
Proof.
rewrite {1}[s'](go_back _ s ds); move: (s' - s - ds) => r.
by rewrite mulmxDr [_ *m (s + ds)]mulmxDr [_ *m s]mulmxDl [_ *m ds]mulmxDl remainder_terms.
Qed.

Variables (X : Type) (size : R -> X -> Prop).
Hypothesis mono : forall d e a, d <= e -> size d a -> size e a.
Lemma O_mask k n (z : 'cV[R]_n) f : bigO size k f -> bigO size k (fun a => mask z (f a)).
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j; rewrite mxE.
case: ifP => _; last by rewrite normr0 mulr_ge0 // exprn_ge0.
exact: h.
Qed.
Lemma O_relu n (z : 'cV[R]_n) f df : (forall i, z i 0 != 0) -> bigO size 1 df ->
  bigO size 2 (fun a => f a - z - df a) ->
  bigO size 2 (fun a => relu (f a) - relu z - mask z (df a)).
Proof.
move=> nz d1 r2; have near : cont size z f.
  by apply/O_cont/(O_eq (fun a => esym (subrK (df a) _)))/O_add => //; apply: O_weak.
have [d d0 same] := cont_sign mono near.
apply: (O_ext d0) (O_mask z r2) => a e _ le s.
have {}same i := same a (mono le s) i (nz i).
by rewrite (relu_mask same) (relu_mask (z := z) (v := z)) // !mask_sub.
Qed.
End Units.

Section Derivative.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).

(** All entries of h are at most d in absolute value. *)
Definition size_le d (h : params) :=
  [/\ forall i : 'I_L, mle d (h.1 i).1, forall i : 'I_L, mle d (h.1 i).2, mle d (WO h)
    & mle d (bO h)].
Lemma size_mono d e h : d <= e -> size_le d h -> size_le e h.
Proof. by move=> le [s1 s2 s3 s4]; split=> [i|i||]; apply: mle_le le _. Qed.

Lemma O_W l : bigO size_le 1 (fun h => W h l).
Proof.
apply: O_size => d h d0 [s _ _ _] i j; rewrite /W; case: insub => [r|]; first exact: s.
by rewrite mxE normr0.
Qed.
Lemma O_b l : bigO size_le 1 (fun h => b h l).
Proof.
apply: O_size => d h d0 [_ s _ _] i j; rewrite /b; case: insub => [r|]; first exact: s.
by rewrite mxE normr0.
Qed.
Lemma O_WO : bigO size_le 1 (@WO R L M Q).
Proof. by apply: O_size => d h d0 []. Qed.

Variables (th : params) (x : 'cV[R]_M).
Hypothesis strict : forall l i, (l < L)%N -> pre th x l i 0 != 0.

Lemma size_close d e h : d < e -> size_le d h -> close e th (th + h).
Proof.
move=> lt [s1 s2 s3 s4].
by split=> [i|i||]; rewrite /= ?ffunE; apply: mle_close lt _.
Qed.

Lemma W_add (u v : params) l : W (u + v) l = W u l + W v l.
Proof. by rewrite -[u]scale1r W_lin !scale1r. Qed.
Lemma b_add (u v : params) l : b (u + v) l = b u l + b v l.
Proof. by rewrite -[u]scale1r b_lin !scale1r. Qed.

Lemma state_remainder l : (l <= L)%N ->
  bigO size_le 1 (fun h => dstate th h x l) /\ bigO size_le 2 (fun h => state (th + h)
    x l - state th x l - dstate th h x l).
Proof.
elim: l => [|l IH] lt /=.
  split; first exact: O_zero.
  by apply: O_eq (O_zero _ 2 _ _) => h; rewrite subrr subr0.
have [O1 O2] := IH (ltnW lt).
have d1 : bigO size_le 1 (fun h => W th l *m dstate th h x l + (W h l *m state th x l + b h l)).
  apply: O_add (O_mul (O_const _ _) O1) (O_add _ (O_b l)).
  exact: (O_mul (O_W l) (O_const _ _)).
split; first exact: O_mask.
apply: (O_relu size_mono _ d1) => [i|]; first exact: strict.
apply: O_eq (O_product (W th l) (O_W l) O2 O1) => h; rewrite W_add b_add.
exact: remainder.
Qed.

(** out(th + h) = out(th) + dout(h) + O(|h|^2), where dout is linear in h: the Frechet derivative.
  *)
Theorem derivative : bigO size_le 2 (fun h => out (th + h) x - out th x - dout th h x).
Proof.
have [O1 O2] := state_remainder (leqnn L); apply: O_eq (O_product (WO th) O_WO O2 O1) => h.
exact: remainder.
Qed.
End Derivative.
Arguments size_le {R L M Q} d h.
Arguments O_W {R L M Q} l.
Arguments O_b {R L M Q} l.
Arguments O_WO {R L M Q}.
